using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.FrontEnds;
using Outcrop.Gateway.FrontEnds.Anthropic.Messages;
using Outcrop.Gateway.Recorded;
using Outcrop.Gateway.Routing;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds.Anthropic.Messages;

/// <summary>Calls of <c>/v1/messages</c>, as many tests make them.</summary>
internal static class MessagesCalling
{
    public const string Nova = "amazon.nova-lite-v1:0";

    public const string Claude = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

    public const string GptOss = "openai.gpt-oss-20b-1:0";

    public const string Hello = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";

    /// <summary>A body: the model, a limit, a message, and members besides.</summary>
    public static string Body(string members = "", string model = Nova) => "{\"model\":\"" + model + "\",\"max_tokens\":64," + Hello + (members.Length > 0 ? "," : "") + members + "}";

    public static string Streamed(string members = "", string model = Nova) => Body("\"stream\":true" + (members.Length > 0 ? "," : "") + members, model);

    public static Task<HttpResponseMessage> CallAsync(this RunningGateway gateway, string body, params (string Name, string Value)[] headers) => gateway.CallAsync(Encoding.UTF8.GetBytes(body), headers);

    public static Task<HttpResponseMessage> CallAsync(this RunningGateway gateway, byte[] body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/messages", UriKind.Relative)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return gateway.SendAsync(request);
    }

    /// <summary>What a caller gets: status, what arrived, and whether it ended properly.</summary>
    public static async Task<(int Status, string Body, bool Whole)> AskAsync(this RunningGateway gateway, string body)
    {
        using HttpResponseMessage response = await gateway.CallAsync(body);
        using var bytes = new MemoryStream();
        try
        {
            await response.Content.CopyToAsync(bytes);
            return ((int)response.StatusCode, Encoding.UTF8.GetString(bytes.ToArray()), true);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return ((int)response.StatusCode, Encoding.UTF8.GetString(bytes.ToArray()), false);
        }
    }

    public static async Task<MessagesTranscript> StreamAsync(this RunningGateway gateway, string body)
    {
        (int status, string text, bool whole) = await gateway.AskAsync(body);
        Assert.True(status == 200 && whole, $"{status}: {text}");
        return MessagesTranscript.OfStream(text);
    }

    /// <summary>Streams events through a gateway, and reads what comes out.</summary>
    public static async Task<MessagesTranscript> StreamAsync(ConverseEvent[] events, string members = "")
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(new FakeUpstream(() => new FakeStream(FakeStream.Give(events))));
        MessagesTranscript answer = await gateway.StreamAsync(Streamed(members));
        Assert.True(answer is { Done: true, Fault: null, Error: null }, $"{answer.Fault} {answer.Error}");
        return answer;
    }

    /// <summary>Reads a request as the neutral lane does.</summary>
    public static MessagesRequest Read(string json, string model = Nova)
    {
        byte[] body = Encoding.UTF8.GetBytes(json);
        using JsonDocument document = RequestJson.Parse(body);
        var route = new Route("bedrock", model, model, BedrockApi.Auto, new InferenceConfiguration(), null, IsListed: false);
        return new MessagesRequestReader(document.RootElement, body, route, RemoteFiles.None).Read();
    }
}
