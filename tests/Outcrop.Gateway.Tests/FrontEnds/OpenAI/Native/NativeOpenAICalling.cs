using System.Net.Http.Headers;
using System.Text;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Native;

/// <summary>Calls of OpenAI's two dialects for a model that speaks them, with bedrock-mantle as a script behind the gateway.</summary>
internal static class NativeOpenAICalling
{
    public const string Model = "openai.gpt-oss-120b-1:0";

    public const string OnMantle = "openai.gpt-oss-120b";

    public const string ChatPath = "/v1/chat/completions";

    public const string ResponsesPath = "/v1/responses";

    public static Task<RunningGateway> StartAsync(HttpMessageHandler bedrock, string path, TimeProvider? clock = null)
    {
        string api = path == ChatPath ? "openai-chat" : "openai-responses";
        string json = "{\"retry\":{\"maxAttempts\":1},\"generator\":{\"default_provider\":\"bedrock\",\"providers\":{\"bedrock\":{\"default_model\":\"" + Model + "\",\"supportsCustomModel\":true,\"models\":{\"" + Model + "\":{}}}}},\"models\":{\"aliases\":{\"mine\":\"" + Model + "\"}},\"bedrock\":{\"surfaceByModel\":{\"" + Model + "\":\"mantle\"},\"apiByModel\":{\"" + Model + "\":\"" + api + "\"}}}";
        return RunningGateway.StartAsync(null, json, timeProvider: clock, adjust: options => options.ConfigureBedrock = client =>
        {
            client.Region = "us-east-1";
            client.Endpoint = new Uri("http://bedrock.test/");
            client.Credentials = new() { AccessKeyId = "a", SecretAccessKey = "b" };
            client.HttpMessageHandler = bedrock;
        });
    }

    /// <summary>What a caller gets: status, what arrived, and whether it ended properly.</summary>
    public static async Task<(int Status, string Body, bool Whole, string? Dropped)> SendAsync(this RunningGateway gateway, string path, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage response = await gateway.SendAsync(request);
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

        string? dropped = response.Headers.TryGetValues("x-outcrop-dropped-params", out IEnumerable<string>? values) ? string.Join(",", values) : null;
        return ((int)response.StatusCode, Encoding.UTF8.GetString(bytes.ToArray()), whole, dropped);
    }
}
