using Outcrop.Gateway.Tests.Hosting;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing.Raw;

namespace Outcrop.Gateway.Tests.FrontEnds;

/// <summary>The times of <c>streams</c>, <c>timeouts</c>, aliases and keys, over all dialects and lanes: each is applied where docs/configuration.md says, and the nearest one wins.</summary>
public class StreamTimeTests
{
    private const string Never = "80000";
    private static readonly TimeSpan Expected = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(60000);

    private static string Model(string timeouts) => $",\"models\":{{\"default\":{{\"targets\":[{{}}],\"timeouts\":{{{timeouts}}}}}}}";

    private static string Streams(string timeouts) => $",\"streams\":{{{timeouts}}}";

    private static string Timeouts(string timeouts) => $",\"timeouts\":{{\"total\":86400,{timeouts}}}";

    private static string Both(string seconds) => $"\"firstByte\":{seconds},\"idle\":{seconds}";

    /// <summary>Who says 10 seconds, and what everybody whom that one goes before says.</summary>
    public static TheoryData<string, string, string> Sources => new()
    {
        { "timeouts", Timeouts(Both("10")), "" },
        { "streams before timeouts", Timeouts(Both(Never)) + Streams(Both("10")), "" },
        { "models before streams", Timeouts(Both(Never)) + Streams(Both(Never)) + Model(Both("10")), "" },
        { "key before models", Timeouts(Both(Never)) + Streams(Both(Never)) + Model(Both(Never)), $",\"timeouts\":{{{Both("10")}}}" },
        { "total of the key", Timeouts(Both(Never)) + Streams(Both(Never)), ",\"timeouts\":{\"total\":10}" },
    };

    /// <summary>Rows 16 and 17: no first content, or silence behind it, for each who may say how long.</summary>
    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Stream_Silence_EndsWhenTheNearestSays(string source, string extra, string keyExtra)
    {
        await using DrainBed bed = await DrainBed.StartAsync(extra, keyExtra);
        int asked = 0;
        foreach (string words in (string[])["hang", "long"])
        {
            asked += StreamDialect.All.Count;
            var callers = new List<(StreamDialect Dialect, Task<RawAnswer> Answer)>();
            foreach (StreamDialect dialect in StreamDialect.All)
            {
                RawCaller caller = words == "hang" ? await bed.AskAsync(dialect, words) : await bed.OpenAsync(dialect, words);
                callers.Add((dialect, ReadAsync(caller, bed.Limit)));
            }

            await Eventually.TrueAsync(() => bed.Bedrock.Asked.Count == asked);
            Assert.InRange(await WaitAsync(bed, callers.Select(static one => one.Answer)), Expected, Latest);
            foreach ((StreamDialect dialect, Task<RawAnswer> asking) in callers)
            {
                RawAnswer answer = await asking;
                Assert.True(words == "long" ? answer.Status == 200 && !dialect.IsEnded(answer) : answer.Status is 504 or 408, $"{source}, {words}, {dialect}: {answer}");
            }
        }
    }

    /// <summary>Answers in one piece go by <c>timeouts</c>, whatever <c>streams</c> says, and by the key's before.</summary>
    [Theory]
    [InlineData("timeouts")]
    [InlineData("key")]
    public async Task Whole_Silence_EndsByTimeoutsAndNotByStreams(string source)
    {
        string extra = Timeouts(Both(source == "timeouts" ? "10" : Never)) + Streams(Both(source == "timeouts" ? Never : "1"));
        await using DrainBed bed = await DrainBed.StartAsync(extra, source == "key" ? $",\"timeouts\":{{{Both("10")}}}" : "");
        StreamDialect[] dialects = [.. StreamDialect.All.Where(static dialect => dialect.WholePath is not null)];
        var asking = new List<Task<RawAnswer>>();
        foreach (StreamDialect dialect in dialects)
        {
            asking.Add(ReadAsync(await bed.AskAsync(dialect, "hang", isStream: false), bed.Limit));
        }

        await Eventually.TrueAsync(() => bed.Bedrock.Asked.Count == dialects.Length);
        Assert.InRange(await WaitAsync(bed, asking), Expected, Latest);
        Assert.All(await Task.WhenAll(asking), static answer => Assert.True(answer.Status is 504 or 408, answer.ToString()));
    }

    /// <summary>A sign of life comes in the dialects that have one, by <c>streams.heartbeat</c>; the others stay silent.</summary>
    [Fact]
    public async Task Heartbeat_SilentModel_IsSentWhereTheDialectHasASign()
    {
        await using DrainBed bed = await DrainBed.StartAsync(",\"streams\":{\"heartbeat\":10},\"timeouts\":{\"idle\":86400,\"total\":86400}");
        var callers = new List<(StreamDialect Dialect, RawCaller Caller, string Sign)>();
        foreach (StreamDialect dialect in StreamDialect.All)
        {
            string sign = dialect.Name switch
            {
                "chat" or "completions" or "responses" => ": alive",
                "messages" or "messages, native" => "event: ping",
                _ => "",
            };
            callers.Add((dialect, await bed.OpenAsync(dialect, "long"), sign));
        }

        Task all = Task.WhenAll(callers.Where(static one => one.Sign.Length > 0).Select(one => one.Caller.ReadUntilAsync(one.Sign, bed.Limit)));
        await Eventually.TrueAsync(() =>
        {
            bed.Clock.Advance(TimeSpan.FromSeconds(5));
            return all.IsCompleted;
        });
        await all;
        foreach ((StreamDialect dialect, RawCaller caller, string sign) in callers)
        {
            Assert.True(sign.Length > 0 || !caller.Answer.Body.Contains("alive", StringComparison.Ordinal) && !caller.Answer.Body.Contains("ping", StringComparison.Ordinal), $"{dialect}");
            caller.Dispose();
        }
    }

    private static async Task<RawAnswer> ReadAsync(RawCaller caller, CancellationToken limit)
    {
        using (caller)
        {
            return await caller.ReadAnswerAsync(limit);
        }
    }

    /// <summary>Moves the clock until all have been answered.</summary>
    /// <returns>How far.</returns>
    private static async Task<TimeSpan> WaitAsync(DrainBed bed, IEnumerable<Task<RawAnswer>> asking)
    {
        Task<RawAnswer>[] all = [.. asking];
        TimeSpan moved = TimeSpan.Zero;
        await Eventually.TrueAsync(() =>
        {
            Assert.True(moved >= Expected || !Array.Exists(all, static one => one.IsCompleted), "One was answered too early.");
            if (Array.TrueForAll(all, static one => one.IsCompleted))
            {
                return true;
            }

            bed.Clock.Advance(TimeSpan.FromSeconds(1));
            moved += TimeSpan.FromSeconds(1);
            return false;
        });
        return moved;
    }
}
