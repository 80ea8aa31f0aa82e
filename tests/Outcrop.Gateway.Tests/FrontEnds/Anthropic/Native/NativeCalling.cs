using System.Net.Http.Headers;
using System.Text;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds.Anthropic.Native;

/// <summary>Calls of <c>/v1/messages</c> for Claude, with Bedrock as a script behind the gateway.</summary>
internal static class NativeCalling
{
    public const string Haiku = "anthropic.claude-3-5-haiku-20241022-v1:0";

    public const string Sonnet45 = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

    public const string Answer = """{"id":"msg_bdrk_01","type":"message","role":"assistant","model":"claude-x","content":[{"type":"text","text":"one"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":5}}""";

    public const string Asked = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";

    public static Task<RunningGateway> StartAsync(HttpMessageHandler bedrock, string json = "{\"retry\":{\"maxAttempts\":1}}", TimeProvider? clock = null) =>
        RunningGateway.StartAsync(null, json, timeProvider: clock, adjust: options => options.ConfigureBedrock = client =>
        {
            client.Region = "us-east-1";
            client.Endpoint = new Uri("http://bedrock.test/");
            client.Credentials = new() { AccessKeyId = "a", SecretAccessKey = "b" };
            client.HttpMessageHandler = bedrock;
        });

    public static async Task<(int Status, string Body, string? Dropped)> SendAsync(this RunningGateway gateway, string body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/messages", UriKind.Relative)) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using HttpResponseMessage response = await gateway.SendAsync(request);
        string? dropped = response.Headers.TryGetValues("x-outcrop-dropped-params", out IEnumerable<string>? values) ? string.Join(",", values) : null;
        return ((int)response.StatusCode, Encoding.UTF8.GetString(await ReadAsync(response)), dropped);
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response)
    {
        using var bytes = new MemoryStream();
        await response.Content.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    /// <summary>The data of each event of a stream, by its name.</summary>
    public static List<(string Name, string Data)> EventsOf(string stream)
    {
        var events = new List<(string, string)>();
        foreach (string item in stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            string[] lines = item.Split('\n');
            events.Add((
                lines.FirstOrDefault(static line => line.StartsWith("event: ", StringComparison.Ordinal))?["event: ".Length..] ?? "",
                string.Join("\n", lines.Where(static line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(static line => line["data: ".Length..]))));
        }

        return events;
    }
}
