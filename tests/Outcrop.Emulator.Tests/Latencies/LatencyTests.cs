using Outcrop.Emulator.Latencies;
using Outcrop.Emulator.Tests.Support;

namespace Outcrop.Emulator.Tests.Latencies;

/// <summary>Latencies are drawn from their distribution, by the seed alone.</summary>
public sealed class LatencyTests
{
    private const string Path = "/model/" + EmulatorTest.Claude + "/converse-stream";

    [Fact]
    public void Draw_ManyTimes_HasTheMedianAndTheTail()
    {
        var random = new Random(7);
        double[] drawn = [.. Enumerable.Range(0, 20_000).Select(_ => LatencyBook.Draw(TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(2), random).TotalMilliseconds).Order()];
        Assert.InRange(drawn[10_000], 280, 320);
        Assert.InRange(drawn[19_800], 1700, 2300);
        Assert.Equal(TimeSpan.FromSeconds(1), LatencyBook.Draw(TimeSpan.FromSeconds(1), null, random));
        Assert.Equal(TimeSpan.Zero, LatencyBook.Draw(TimeSpan.Zero, TimeSpan.FromSeconds(1), random));
    }

    [Fact]
    public async Task Pauses_OfTheSameSeed_AreTheSame()
    {
        TimeSpan[] first = await PausesAsync(7);
        Assert.Equal(first, await PausesAsync(7));
        Assert.NotEqual(first, await PausesAsync(8));
        Assert.Equal(first.Length, first.Distinct().Count());
    }

    [Fact]
    public void Book_RegionsAndModels_FirstThatFitsCounts()
    {
        var book = new LatencyBook();
        var east = new EmulatorLatency { Region = "us-east-1", FirstToken = TimeSpan.FromSeconds(1) };
        var nova = new EmulatorLatency { ModelId = "*nova*", FirstToken = TimeSpan.FromSeconds(2) };
        book.Set([east, nova]);
        Assert.Same(east, book.Find("us-east-1", "amazon.nova-lite-v1:0"));
        Assert.Same(nova, book.Find("eu-west-1", "eu.amazon.nova-lite-v1:0"));
        Assert.Null(book.Find("eu-west-1", "anthropic.claude"));
    }

    [Fact]
    public async Task Admin_Latencies_AreTakenOrRefusedWhole()
    {
        var clock = new WaitingClock();
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options => (options.TimeProvider, options.VerifySignatures) = (clock, false));
        using var client = new EmulatorClient(emulator) { Signer = null };
        Reply refused = await client.SendAsync("/_outcrop/latencies", """[{"firstTokenMs":1},{"firstTokenP99Ms":5},{"tokenMs":5,"tokenP99Ms":4}]""", HttpMethod.Put);
        Assert.Equal(["$[1]", "$[1].firstTokenP99Ms", "$[2].tokenP99Ms"], refused.Json.GetProperty("faults").EnumerateArray().Select(fault => fault.GetProperty("path").GetString()));
        Assert.Equal(204, (await client.SendAsync("/_outcrop/latencies", """{"firstTokenMs":5,"firstTokenP99Ms":5}""", HttpMethod.Put)).Status);
        Task<Reply> reply = client.SendAsync(Path, EmulatorTest.Converse("x"));
        Assert.Equal(TimeSpan.FromMilliseconds(5), await clock.EndNextWaitAsync());
        Assert.Equal(200, (await reply).Status);
        Assert.Equal(204, (await client.SendAsync("/_outcrop/latencies", method: HttpMethod.Delete)).Status);
        Assert.Equal(200, (await client.SendAsync(Path, EmulatorTest.Converse("x"))).Status);
    }

    private static async Task<TimeSpan[]> PausesAsync(int seed)
    {
        var clock = new WaitingClock();
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options =>
        {
            (options.TimeProvider, options.Seed, options.VerifySignatures) = (clock, seed, false);
            options.Latencies.Add(new EmulatorLatency
            {
                FirstToken = TimeSpan.FromMilliseconds(300), FirstTokenP99 = TimeSpan.FromSeconds(2), Token = TimeSpan.FromMilliseconds(20), TokenP99 = TimeSpan.FromMilliseconds(90),
            });
        });
        emulator.When().Reply("a b c d");
        using var client = new EmulatorClient(emulator) { Signer = null };
        Task<Reply> reply = client.SendAsync(Path, EmulatorTest.Converse("x"));

        // One before the headers, and one between any two of the four tokens.
        TimeSpan[] pauses = [await clock.EndNextWaitAsync(), await clock.EndNextWaitAsync(), await clock.EndNextWaitAsync(), await clock.EndNextWaitAsync()];
        Assert.Equal(200, (await reply).Status);
        return pauses;
    }
}
