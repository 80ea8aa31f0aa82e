using System.Net.Http.Headers;
using System.Text;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Emulator;
using Outcrop.Gateway.FrontEnds;
using Outcrop.Gateway.FrontEnds.OpenAI;
using Outcrop.Gateway.FrontEnds.OpenAI.Chat;
using Outcrop.Gateway.Recorded;
using Outcrop.Gateway.Routing;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Chat;

/// <summary>Calls of <c>/v1/chat/completions</c>, as many tests make them.</summary>
internal static class ChatCalling
{
    public const string Claude = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

    public const string GptOss = "openai.gpt-oss-20b-1:0";

    public const string Hello = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";

    public const string Path = "/v1/chat/completions";

    /// <summary>A body: the model, a message, and members besides.</summary>
    public static string Body(string members = "", string model = Claude) => "{\"model\":\"" + model + "\"," + Hello + (members.Length > 0 ? "," : "") + members + "}";

    public static string Streamed(string members = "") => Body("\"stream\":true" + (members.Length > 0 ? "," : "") + members);

    public static Task<HttpResponseMessage> CallAsync(this RunningGateway gateway, string body, params (string Name, string Value)[] headers) => gateway.CallAsync(Encoding.UTF8.GetBytes(body), headers);

    public static Task<HttpResponseMessage> CallAsync(this RunningGateway gateway, byte[] body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Path, UriKind.Relative)) { Content = new ByteArrayContent(body) };
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
        bool whole = true;
        try
        {
            await response.Content.CopyToAsync(bytes);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            whole = false;
        }

        return ((int)response.StatusCode, Encoding.UTF8.GetString(bytes.ToArray()), whole);
    }

    public static async Task<ChatTranscript> StreamAsync(this RunningGateway gateway, string body)
    {
        (int status, string text, bool whole) = await gateway.AskAsync(body);
        Assert.True(status == 200 && whole, $"{status}: {text}");
        return ChatTranscript.OfStream(text);
    }

    /// <summary>Reads a request as the endpoint does.</summary>
    public static ChatRequest Read(string json, string model = Claude)
    {
        byte[] body = Encoding.UTF8.GetBytes(json);
        using System.Text.Json.JsonDocument document = RequestJson.Parse(body);
        var route = new Route("bedrock", model, model, BedrockApi.Auto, new InferenceConfiguration(), null, IsListed: false);
        return new ChatRequestReader(document.RootElement, body, route, RemoteFiles.None).Read();
    }

    public static Task<RunningGateway> StartAsync(BedrockEmulator emulator, string json = "{\"retry\":{\"maxAttempts\":1}}", Action<GatewayHostOptions>? adjust = null, TimeProvider? timeProvider = null) =>
        RunningGateway.StartAsync(null, json, timeProvider: timeProvider, adjust: options =>
        {
            options.ConfigureBedrock = client =>
            {
                client.Region = "us-east-1";
                client.Endpoint = emulator.Endpoint;
                client.Credentials = new() { AccessKeyId = emulator.AccessKeyId, SecretAccessKey = emulator.SecretAccessKey, StsEndpoint = emulator.Endpoint };
            };
            adjust?.Invoke(options);
        });
}
