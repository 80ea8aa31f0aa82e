using Microsoft.Extensions.DependencyInjection;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Hosting;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing.Raw;

namespace Outcrop.Gateway.Tests.Pipeline;

/// <summary>Callers who leave (fault rows 32 and 33), over all dialects and lanes: Bedrock bills the answer either way, so its usage is waited for, within bounds, or not, as is configured.</summary>
public class CallerLeaveTests
{
    private const string Cancel = ",\"streams\":{\"onDisconnect\":\"cancel\"}";
    private const string TwoTargets = ",\"accounts\":[{\"id\":\"a\",\"regions\":[\"us-east-1\",\"us-west-2\"]}],\"models\":{\"default\":{\"targets\":[{},{\"region\":\"us-west-2\",\"priority\":1}]}}";

    /// <summary>Row 32: whether the caller closes or resets, the answer is read to its end, and its usage is exact.</summary>
    [Fact]
    public async Task Row32_CallerLeavesMidStream_ExactUsageIsSettled()
    {
        await using DrainBed bed = await DrainBed.StartAsync();
        int left = 0;
        foreach (StreamDialect dialect in StreamDialect.All)
        {
            foreach (bool reset in (bool[])[false, true])
            {
                using RawCaller caller = await bed.OpenAsync(dialect, "short");
                caller.Leave(reset);
                left++;
            }
        }

        await Eventually.TrueAsync(() => DrainsOf(bed).Running == left);
        Assert.Empty(bed.Ledger.Settlements);
        bed.Bedrock.Rest.SetResult();
        await SettledAsync(bed, left, exact: true);
    }

    /// <summary>Row 32 where it is cancelled: Bedrock's stream is closed at once, and what is settled is what it had told: Claude tells its input first, Converse nothing before the end.</summary>
    [Fact]
    public async Task Row32_CallerLeavesMidStreamAndPolicyIsCancel_UpstreamIsClosedAtOnce()
    {
        await using DrainBed bed = await DrainBed.StartAsync(Cancel);
        foreach (StreamDialect dialect in StreamDialect.All)
        {
            using RawCaller caller = await bed.OpenAsync(dialect, "long");
        }

        await Eventually.TrueAsync(() => bed.Bedrock.Closed == StreamDialect.All.Count);
        await SettledAsync(bed, StreamDialect.All.Count, exact: false);
        Assert.All(bed.Ledger.Settlements, static settled => Assert.NotEqual(UsageSource.Upstream, settled.UsageSource));
    }

    /// <summary>Row 33: an answer in one piece is waited for, too; and where it is cancelled, its call is given up.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Row33_CallerLeavesBeforeAWholeAnswer_ItIsFinishedOrGivenUp(bool drains)
    {
        await using DrainBed bed = await DrainBed.StartAsync(drains ? "" : Cancel);
        StreamDialect[] dialects = [.. StreamDialect.All.Where(static dialect => dialect.WholePath is not null)];
        var callers = new List<RawCaller>();
        foreach (StreamDialect dialect in dialects)
        {
            callers.Add(await bed.AskAsync(dialect, "short", isStream: false));
        }

        await Eventually.TrueAsync(() => bed.Bedrock.Asked.Count == dialects.Length);
        callers.ForEach(static caller => caller.Leave());
        if (drains)
        {
            await Eventually.TrueAsync(() => DrainsOf(bed).Running == dialects.Length);
            bed.Bedrock.Rest.SetResult();
        }
        else
        {
            await Eventually.TrueAsync(() => bed.Bedrock.Closed == dialects.Length);
        }

        await SettledAsync(bed, dialects.Length, exact: drains);
    }

    /// <summary>A caller who leaves before the first content has been sent for, and will be billed: the stream is opened and read to its end.</summary>
    [Fact]
    public async Task Row32_CallerLeavesBeforeTheFirstContent_ExactUsageIsSettled()
    {
        await using DrainBed bed = await DrainBed.StartAsync();
        await LeaveAllAsync(bed, "late");
        await Eventually.TrueAsync(() => DrainsOf(bed).Running == StreamDialect.All.Count);
        bed.Bedrock.Rest.SetResult();
        await SettledAsync(bed, StreamDialect.All.Count, exact: true);
    }

    /// <summary>No answer is waited for longer than the setting says, whether it had begun or not.</summary>
    [Theory]
    [InlineData("hang")]
    [InlineData("long")]
    public async Task DrainTimeout_AnswerDoesNotEnd_IsGivenUp(string words)
    {
        await using DrainBed bed = await DrainBed.StartAsync(",\"streams\":{\"drainTimeout\":40}");
        await LeaveAllAsync(bed, words);
        await Eventually.TrueAsync(() => DrainsOf(bed).Running == StreamDialect.All.Count);
        bed.Clock.Advance(TimeSpan.FromSeconds(39));
        Assert.Equal(StreamDialect.All.Count, DrainsOf(bed).Running);
        bed.Clock.Advance(TimeSpan.FromSeconds(1));
        await SettledAsync(bed, StreamDialect.All.Count, exact: false);
        Assert.Equal(0, DrainsOf(bed).Running);
    }

    /// <summary>What Bedrock refuses after the caller has left is neither sent again nor asked elsewhere.</summary>
    [Fact]
    public async Task CallerIsGone_UpstreamFails_NothingIsSentAgain()
    {
        await using DrainBed bed = await DrainBed.StartAsync(TwoTargets, retries: 5);
        await LeaveAllAsync(bed, "fail");
        await Eventually.TrueAsync(() => DrainsOf(bed).Running == StreamDialect.All.Count);
        bed.Bedrock.Rest.SetResult();
        await SettledAsync(bed, StreamDialect.All.Count, exact: false);
        Assert.Equal(StreamDialect.All.Count, bed.Bedrock.Asked.Count);
    }

    /// <summary>Beyond the most that are drained at once, answers are cancelled.</summary>
    [Fact]
    public async Task MaxDrains_IsReached_TheOthersAreCancelled()
    {
        await using DrainBed bed = await DrainBed.StartAsync(",\"streams\":{\"maxDrains\":3}");
        await LeaveAllAsync(bed, "short");
        await Eventually.TrueAsync(() => bed.Ledger.Settlements.Count == StreamDialect.All.Count - 3);
        Assert.Equal((3, StreamDialect.All.Count - 3), (DrainsOf(bed).Running, bed.Bedrock.Closed));
        bed.Bedrock.Rest.SetResult();
        await Eventually.TrueAsync(() => bed.Ledger.Settlements.Count == StreamDialect.All.Count);
        Assert.Equal(3, bed.Ledger.Settlements.Count(static settled => settled is { UsageSource: UsageSource.Upstream, Usage: { InputTokens: 1, OutputTokens: 2 } }));
    }

    /// <summary>A request of many calls: those under way are finished and settled, and no more are begun for nobody.</summary>
    [Fact]
    public async Task ManyCalls_CallerLeaves_NoMoreAreBegun()
    {
        const int UnderWay = 4;
        await using DrainBed bed = await DrainBed.StartAsync();
        string prompts = string.Join(',', Enumerable.Repeat("\"short\"", 12));
        string body = $"{{\"model\":\"anthropic.claude-3-haiku-20240307-v1:0\",\"prompt\":[{prompts}]}}";
        byte[] request = System.Text.Encoding.ASCII.GetBytes(
            $"POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n{DrainBed.Key}\r\n{body}");
        using (RawCaller caller = await RawCaller.SendAsync(bed.Gateway.Address.Port, request))
        {
            await Eventually.TrueAsync(() => bed.Bedrock.Asked.Count == UnderWay);
        }

        await Eventually.TrueAsync(() => DrainsOf(bed).Running == 1);
        bed.Bedrock.Rest.SetResult();
        LedgerSettlement settled = await OneAsync(bed);
        Assert.Equal((ExchangeOutcome.ClientCancelled, UnderWay, 2 * UnderWay, UnderWay), (settled.Outcome, settled.Usage!.InputTokens, settled.Usage.OutputTokens, bed.Bedrock.Asked.Count));
    }

    /// <summary>What calls no model has no usage to wait for.</summary>
    [Fact]
    public async Task NoModelIsCalled_CallerLeaves_CallIsGivenUpAtOnce()
    {
        await using DrainBed bed = await DrainBed.StartAsync();
        byte[] request = System.Text.Encoding.ASCII.GetBytes($"GET /guardrails HTTP/1.1\r\nHost: localhost\r\n{DrainBed.Key}\r\n");
        using (RawCaller caller = await RawCaller.SendAsync(bed.Gateway.Address.Port, request))
        {
            await Eventually.TrueAsync(() => bed.Bedrock.Asked.Count == 1);
        }

        await Eventually.TrueAsync(() => bed.Bedrock.Closed == 1);
        Assert.Equal(ExchangeOutcome.ClientCancelled, (await OneAsync(bed)).Outcome);
    }

    private static StreamDrains DrainsOf(DrainBed bed) => bed.Gateway.App.Services.GetRequiredService<StreamDrains>();

    /// <summary>One caller of each dialect, each gone as soon as Bedrock has been asked, or has begun.</summary>
    private static async Task LeaveAllAsync(DrainBed bed, string words)
    {
        bool begins = words is "short" or "long";
        var callers = new List<RawCaller>();
        foreach (StreamDialect dialect in StreamDialect.All)
        {
            callers.Add(begins ? await bed.OpenAsync(dialect, words) : await bed.AskAsync(dialect, words));
        }

        await Eventually.TrueAsync(() => bed.Bedrock.Asked.Count == callers.Count);
        callers.ForEach(static caller => caller.Leave());
    }

    private static async Task SettledAsync(DrainBed bed, int count, bool exact)
    {
        await Eventually.TrueAsync(() => bed.Ledger.Settlements.Count == count && DrainsOf(bed).Running == 0);
        Assert.All(bed.Ledger.Settlements, settled =>
        {
            Assert.True(settled.Outcome == ExchangeOutcome.ClientCancelled, $"{settled}");
            Assert.True(!exact || settled is { UsageSource: UsageSource.Upstream, Usage: { InputTokens: 1, OutputTokens: 2 } }, $"{settled}");
        });
    }

    private static async Task<LedgerSettlement> OneAsync(DrainBed bed)
    {
        await Eventually.TrueAsync(() => bed.Ledger.Settlements.Count == 1);
        return bed.Ledger.Settlements.Single();
    }
}
