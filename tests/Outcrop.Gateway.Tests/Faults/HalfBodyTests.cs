using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Outcrop.Gateway.Tests.Faults.Dialects;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing;

namespace Outcrop.Gateway.Tests.Faults;

/// <summary>Row 35 of the fault matrix. It waits for the server's own clock, so all dialects wait together.</summary>
public class HalfBodyTests
{
    private static readonly FaultDialect[] Dialects =
    [
        new SeedDialect(), new ChatDialect(), new CompletionsDialect(), new ResponsesDialect(), new MessagesDialect(), new ClaudeMessagesDialect(), new ConverseDialect(), new InvokeDialect(),
    ];

    [Fact]
    public async Task Row35_HalfABody_Is408InEachDialectAndNothingIsAsked()
    {
        FakeUpstream upstream = FakeUpstream.Saying("never");
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream);
        Assert.NotNull(gateway.App.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.MinRequestBodyDataRate);
        string[] answers = await Task.WhenAll(Dialects.Select(dialect => AskAsync(gateway, dialect)));
        foreach ((FaultDialect dialect, string answer) in Dialects.Zip(answers))
        {
            Assert.StartsWith("HTTP/1.1 408", answer);
            int head = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            Dictionary<string, string> headers = answer[..head].Split("\r\n").Skip(1).Select(static line => line.Split(": ", 2)).ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.OrdinalIgnoreCase);
            FaultAssert.Refused(dialect, new FaultAnswer(408, headers, Encoding.UTF8.GetBytes(answer[(head + 4)..]), true), FaultKind.RequestTimeout);
        }

        Assert.Empty(upstream.Requests);
    }

    private static async Task<string> AskAsync(RunningGateway gateway, FaultDialect dialect)
    {
        string body = dialect.Body(streamed: true);
        using Socket socket = await gateway.ConnectAsync(
            $"POST {dialect.Path(streamed: true)} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body[..(body.Length / 2)]}");
        using var limit = Patience.Start();
        var answer = new StringBuilder();
        byte[] buffer = new byte[4096];
        for (int count; (count = await socket.ReceiveAsync(buffer, limit.Token)) > 0;)
        {
            answer.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        return answer.ToString();
    }
}
