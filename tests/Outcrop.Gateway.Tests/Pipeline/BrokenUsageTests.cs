using System.Text;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.FrontEnds.BedrockNative;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing;

namespace Outcrop.Gateway.Tests.Pipeline;

/// <summary>What is settled of streams that end before Bedrock has counted them (faults.md, sections 4 and 5, N4): what it had told, a guess of the rest, and which of both it is.</summary>
public class BrokenUsageTests
{
    private const string Question = "What is the answer to everything, in so many words as it takes to say it?";
    private const string Haiku = NativeGateway.Claude;
    private const string Nova = "amazon.nova-lite-v1:0";

    private static readonly IReadOnlyList<byte[]> Claude =
    [
        WireFrames.Chunk("""{"type":"message_start","message":{"role":"assistant","content":[],"usage":{"input_tokens":300,"cache_read_input_tokens":40,"cache_creation_input_tokens":5,"output_tokens":1}}}"""),
        WireFrames.Chunk("""{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
        WireFrames.Chunk("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"forty-two, and that is what it is: forty"}}"""),
        WireFrames.Chunk("""{"type":"content_block_stop","index":0}"""),
        WireFrames.Chunk("""{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":77}}"""),
        WireFrames.Chunk("""{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":300,"outputTokenCount":78,"cacheReadInputTokenCount":40,"cacheWriteInputTokenCount":5}}"""),
    ];

    private static readonly string[] ClaudeLanes = ["/v1/messages", $"/model/{Haiku}/invoke-with-response-stream"];
    private static readonly string[] NovaLanes = [$"/model/{Nova}/converse-stream", "/v1/chat/completions", "/v1/messages"];

    /// <summary>Claude tells its input at once: it is settled as told, and only the output is guessed, until Claude has told that, too.</summary>
    [Theory]
    [InlineData(3, nameof(UsageSource.Estimated), 10)]
    [InlineData(4, nameof(UsageSource.Estimated), 10)]
    [InlineData(5, nameof(UsageSource.Upstream), 77)]
    [InlineData(6, nameof(UsageSource.Upstream), 78)]
    public async Task Claude_BrokenAfterAFrame_IsSettledWithWhatItHadTold(int frames, string source, int output)
    {
        foreach (string lane in ClaudeLanes)
        {
            LedgerSettlement settled = await SettleAsync(lane, [.. Claude.Take(frames)], isWhole: frames == Claude.Count);
            Assert.Equal(frames == Claude.Count ? ExchangeOutcome.Completed : ExchangeOutcome.Broken, settled.Outcome);
            Assert.Equal((source, 300, 40, 5, output), (settled.UsageSource.ToString(), settled.Usage!.InputTokens, settled.Usage.CacheReadInputTokens, settled.Usage.CacheWriteInputTokens, settled.Usage.OutputTokens));
            Assert.Equal(40, settled.ShownBytes);
        }
    }

    /// <summary>Converse tells nothing before the end: both sides are guesses, of what was asked and of what was shown.</summary>
    [Fact]
    public async Task Converse_Broken_IsSettledWithAGuess()
    {
        foreach (string lane in NovaLanes)
        {
            LedgerSettlement settled = await SettleAsync(lane, [.. WireFrames.Converse.Take(3)], isWhole: false);
            Assert.Equal((ExchangeOutcome.Broken, UsageSource.Estimated, 2, 7L), (settled.Outcome, settled.UsageSource, settled.Usage!.OutputTokens, settled.ShownBytes));
            Assert.InRange(settled.Usage.InputTokens, 15, 60);
        }
    }

    /// <summary>Row 13: an answer that is whole but for its metadata.</summary>
    [Fact]
    public async Task Converse_WithoutMetadata_IsCompletedAndEstimated()
    {
        foreach (string lane in NovaLanes)
        {
            LedgerSettlement settled = await SettleAsync(lane, [.. WireFrames.Converse.Take(5)], isWhole: true);
            Assert.Equal((ExchangeOutcome.Completed, UsageSource.Estimated, 2), (settled.Outcome, settled.UsageSource, settled.Usage!.OutputTokens));
        }
    }

    /// <summary>Nothing is made up where nothing was answered.</summary>
    [Fact]
    public async Task Stream_BrokenBeforeItsContent_HasNoUsage()
    {
        foreach (string lane in NovaLanes)
        {
            LedgerSettlement settled = await SettleAsync(lane, [WireFrames.Converse[0]], isWhole: false);
            Assert.Equal((ExchangeOutcome.Unavailable, UsageSource.None, null), (settled.Outcome, settled.UsageSource, settled.Usage));
        }
    }

    [Fact]
    public void Meter_CountsWhatIsShown_AndAllocatesNothing()
    {
        var meter = default(AnswerMeter);
        ConverseEvent[] events =
        [
            Events.Start, Events.Text("abcd"), Events.Reasoning("abcd"), Events.Raw("\u65e5\u672c"), Events.Raw("\u00e9\u00e9"), Events.Tool("call"), Events.Input("abcd"), Events.BlockStop, Events.Stop(), Events.Usage(3, 5),
        ];
        foreach (ref readonly ConverseEvent shown in events.AsSpan())
        {
            meter.Add(in shown);
        }

        // Four words of four letters, two letters that are a token each, two that are half a one, and a call's own marks.
        Assert.Equal((4 + 2 + 1 + 20, 16 + 6 + 4), (meter.Tokens, (int)meter.Bytes));
        Assert.Equal(0, AllocationMeter.SteadyState(() => meter.Add(in events[3])));
    }

    private static async Task<LedgerSettlement> SettleAsync(string lane, IReadOnlyList<byte[]> frames, bool isWhole)
    {
        var wire = new WireHandler { Body = [.. frames.SelectMany(static frame => frame)] };
        var ledger = new MemoryLedger();
        await using RunningGateway gateway = await NativeGateway.StartAsync(wire, ledger: ledger);
        bool isClaude = frames[0] == Claude[0];
        string model = isClaude ? Haiku : Nova;
        string body = lane switch
        {
            _ when lane.EndsWith("converse-stream", StringComparison.Ordinal) => $$$"""{"messages":[{"role":"user","content":[{"text":"{{{Question}}}"}]}]}""",
            _ when lane.StartsWith("/model", StringComparison.Ordinal) => $$$"""{"anthropic_version":"bedrock-2023-05-31","max_tokens":100,"messages":[{"role":"user","content":"{{{Question}}}"}]}""",
            _ => $$$"""{"model":"{{{model}}}","max_tokens":100,"stream":true,"messages":[{"role":"user","content":"{{{Question}}}"}]}""",
        };
        NativeGateway.Answer answer = await gateway.AskAsync("POST", lane.Replace(":", "%3A", StringComparison.Ordinal), Encoding.UTF8.GetBytes(body));
        Assert.True(!isWhole || answer.IsWhole, answer.Text);
        await Eventually.TrueAsync(() => !ledger.Settlements.IsEmpty);
        return Assert.Single(ledger.Settlements);
    }
}
