using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Outcrop.Gateway.Tests.Faults.Dialects;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing;
using Outcrop.Testing.Raw;

namespace Outcrop.Gateway.Tests.Faults;

/// <summary>Row 35 of the fault matrix. It waits for the server's own clock, so all cells wait together.</summary>
public class HalfBodyFaultMatrixTests
{
    /// <summary>Half of a body, all of it but a byte, nothing of it, and half of one that is chunked: over every lane, streamed and whole.</summary>
    [Fact]
    public async Task Row35_HalfABody_Is408InEveryLaneAndNothingIsAsked()
    {
        FakeUpstream upstream = FakeUpstream.Saying("never");
        var ledger = new MemoryLedger();
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream, Sample.WithKeys(), adjust: options => options.Ledger = ledger);
        Assert.NotNull(gateway.App.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.MinRequestBodyDataRate);
        (FaultDialect Dialect, byte[] Request)[] cells =
        [
            .. FaultDialect.All.SelectMany(static dialect => (bool[])(dialect.HasWhole ? [true, false] : [true]), static (dialect, streamed) => (Dialect: dialect, Streamed: streamed))
                .SelectMany(static cell => Broken(cell.Dialect, cell.Streamed), static (cell, request) => (cell.Dialect, request)),
        ];
        FaultAnswer[] answers = await Task.WhenAll(cells.Select(cell => AskAsync(gateway, cell.Request)));
        foreach ((FaultDialect dialect, FaultAnswer answer) in cells.Select(static cell => cell.Dialect).Zip(answers))
        {
            FaultAssert.Refused(dialect, answer, FaultKind.RequestTimeout);
            Assert.Equal("close", answer["Connection"]);
        }

        Assert.Empty(upstream.Requests);
        Assert.Empty(ledger.Intents);
        Assert.Empty(ledger.Settlements);
        Assert.Equal((0.0, 0.0), (gateway.Metrics.Sum("outcrop.requests"), gateway.Metrics.Sum("outcrop.client.disconnects")));
        foreach (IGrouping<string, (FaultDialect Dialect, byte[] Request)> frontEnd in cells.GroupBy(static cell => cell.Dialect.FrontEnd))
        {
            Assert.Equal(frontEnd.Count(), gateway.Metrics.Sum("outcrop.requests.rejected", ("dialect", frontEnd.Key), ("reason", "request_timeout")));
        }
    }

    private static IEnumerable<byte[]> Broken(FaultDialect dialect, bool streamed)
    {
        byte[] whole = dialect.Raw(streamed);
        int body = whole.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
        yield return whole[..((body + whole.Length) / 2)];
        yield return whole[..^1];
        yield return whole[..body];
        string half = Encoding.ASCII.GetString(whole[body..((body + whole.Length) / 2)]);
        yield return Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(whole[..body]).Replace($"Content-Length: {whole.Length - body}", "Transfer-Encoding: chunked", StringComparison.Ordinal) + $"{half.Length:x}\r\n{half}\r\n");
    }

    private static async Task<FaultAnswer> AskAsync(RunningGateway gateway, byte[] request)
    {
        using var limit = Patience.Start();
        using RawCaller caller = await RawCaller.SendAsync(gateway.Address.Port, request);
        RawAnswer answer = await caller.ReadToEndAsync(limit.Token);
        Assert.False(answer.IsReset);
        return FaultAnswer.Of(answer);
    }
}
