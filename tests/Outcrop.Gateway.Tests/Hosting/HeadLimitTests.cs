using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Hosting;

/// <summary>S34: a request line or headers that are too long are told in the path's dialect, with an id, as a body that is too long is.</summary>
public class HeadLimitTests
{
    public static TheoryData<string, string> Cases =>
    [
        .. from path in (string[])["/chat/completions/stream", "/v1/chat/completions", "/v1/responses", "/v1/messages", "/model/amazon.nova-lite-v1%3A0/converse"]
           from cause in (string[])["line", "size", "count"]
           select (path, cause),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task S34_LineOrHeadersTooLong_AreToldInTheDialect(string path, string cause)
    {
        (int status, string target, string headers) = cause switch
        {
            "line" => (414, path + "?x=" + new string('y', 8 * 1024), ""),
            "size" => (431, path, $"X-Long: {new string('y', 32 * 1024)}\r\n"),
            _ => (431, path, string.Concat(Enumerable.Range(0, 100).Select(static i => $"X-{i}: y\r\n"))),
        };
        FakeUpstream upstream = FakeUpstream.Saying("never");
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream, Sample.WithKeys());
        string version = path == "/v1/messages" ? "anthropic-version: 2023-06-01\r\n" : "";
        using Socket socket = await gateway.ConnectAsync($"POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Sample.Chat.Length}\r\n{version}{headers}\r\n{Sample.Chat}");
        using var reader = new StreamReader(new NetworkStream(socket), Encoding.UTF8);
        string answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nx-request-id: req_", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nx-should-retry: false\r\n", answer, StringComparison.Ordinal);
        using JsonDocument body = JsonDocument.Parse(answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        JsonElement root = body.RootElement;
        string? told = path[..4] switch
        {
            "/cha" => root.GetProperty("detail").GetString(),
            "/mod" => root.GetProperty("message").GetString(),
            _ => root.GetProperty("error").GetProperty("message").GetString(),
        };
        Assert.Equal("The request line or headers are too long.", told);
        Assert.Empty(upstream.Requests);
    }
}
