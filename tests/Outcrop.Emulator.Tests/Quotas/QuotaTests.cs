using Outcrop.Emulator.Tests.Support;

namespace Outcrop.Emulator.Tests.Quotas;

/// <summary>Acceptance row 23: max tokens are reserved up front, output burns down by the model's factor, cache reads are free.</summary>
public sealed class QuotaTests
{
    private const string Haiku = "/model/" + EmulatorTest.Claude + "/converse";
    private const string Sonnet = "/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse";

    [Fact]
    public async Task Requests_BeyondTheMinute_AreThrottledAndRefilledByTheClock()
    {
        // The client signs by the system's clock.
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options =>
        {
            options.VerifySignatures = false;
            options.Quotas.Add(new EmulatorQuota { RequestsPerMinute = 2 });
        });
        using var client = new EmulatorClient(emulator);
        Assert.Equal("200 200 429", await StatusesAsync(client, 3));
        Reply refused = await client.SendAsync(Haiku, EmulatorTest.Converse("x"));
        Assert.Equal(("ThrottlingException", "Too many requests, please wait before trying again."), (refused.ErrorType, refused.Message));

        emulator.AdvanceClock(TimeSpan.FromSeconds(30));
        Assert.Equal("200 429", await StatusesAsync(client, 2));
        emulator.AdvanceClock(TimeSpan.FromHours(1));
        Assert.Equal("200 200 429", await StatusesAsync(client, 3));
    }

    [Fact]
    public async Task Tokens_ReservationOfMaxTokens_RefusesWhatTheAnswerWouldNotUse()
    {
        await using BedrockEmulator emulator = await StartAsync(new EmulatorQuota { TokensPerMinute = 1000 });
        using var client = new EmulatorClient(emulator);
        Reply refused = await client.SendAsync(Haiku, EmulatorTest.Converse("x", ""","inferenceConfig":{"maxTokens":1000}"""));
        Assert.Equal((429, "Too many tokens, please wait before trying again."), (refused.Status, refused.Message));
        Assert.Equal(429, await StatusAsync(client, Haiku));
        Assert.Equal(200, (await client.SendAsync(Haiku, EmulatorTest.Converse("x", ""","inferenceConfig":{"maxTokens":900}"""))).Status);
    }

    [Theory]
    [InlineData(Haiku, 1)]
    [InlineData(Sonnet, 5)]
    public async Task Tokens_Settlement_CostsInputAndOutputTimesTheFactor(string path, int factor)
    {
        await using BedrockEmulator emulator = await StartAsync(new EmulatorQuota { TokensPerMinute = 100_000 });
        using var client = new EmulatorClient(emulator);
        Reply reply = await client.SendAsync(path, EmulatorTest.Converse("x", ""","inferenceConfig":{"maxTokens":4000}"""));
        System.Text.Json.JsonElement usage = reply.Json.GetProperty("usage");
        Reply levels = await client.SendAsync("/_outcrop/quotas", method: HttpMethod.Get);
        System.Text.Json.JsonElement level = Assert.Single(levels.Json.EnumerateArray());
        double used = 100_000 - level.GetProperty("tokensLeft").GetDouble();
        int expected = usage.GetProperty("inputTokens").GetInt32() + (factor * usage.GetProperty("outputTokens").GetInt32());

        // The bucket refills while it is looked at: 1,667 tokens a second.
        Assert.InRange(used, 0, expected);
        Assert.True(expected - used < 1667 * 10);
        Assert.Equal("123456789012", level.GetProperty("account").GetString());
    }

    [Fact]
    public void Burndown_OfModelIds_IsFiveForClaudeSince37()
    {
        Assert.All(
            ["anthropic.claude-3-7-sonnet-20250219-v1:0", "anthropic.claude-sonnet-4-20250514-v1:0", "anthropic.claude-opus-4-8", "anthropic.claude-haiku-4-5-20251001-v1:0"],
            id => Assert.Equal(5, Emulator.Quotas.OutputBurndown.Of(id)));
        Assert.All(
            ["anthropic.claude-3-haiku-20240307-v1:0", "anthropic.claude-3-5-sonnet-20241022-v2:0", "anthropic.claude-v2:1", "anthropic.claude-instant-v1", "amazon.nova-pro-v1:0"],
            id => Assert.Equal(1, Emulator.Quotas.OutputBurndown.Of(id)));
    }

    [Fact]
    public void Book_FrozenClock_ReservesSettlesAndGoesBelowZero()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var book = new Emulator.Quotas.QuotaBook(clock);
        book.Set([new EmulatorQuota { TokensPerMinute = 1000 }]);
        var key = new Emulator.Quotas.QuotaKey("1", "us-east-1", "anthropic.claude-sonnet-4-5-20250929-v1:0");
        using (Emulator.Quotas.QuotaReservation reservation = book.Reserve(key, 100, 300, 0)!)
        {
            Assert.Equal(600, book.Levels()[0].TokensLeft);
            Assert.NotNull(book.Reserve(key with { Region = "eu-west-1" }, 100, 900, 0));
            reservation.Settle(100, 220);
        }

        Assert.Equal(-200, book.Levels().Single(level => level.Region == "us-east-1").TokensLeft);
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(300, book.Levels().Single(level => level.Region == "us-east-1").TokensLeft);

        // Cancelled before any answer: the input stays taken.
        book.Reserve(key, 50, 250, 0)!.Dispose();
        Assert.Equal(250, book.Levels().Single(level => level.Region == "us-east-1").TokensLeft);
    }

    [Fact]
    public async Task Quotas_PerModelAndVariant_AreApart()
    {
        await using BedrockEmulator emulator = await StartAsync(new EmulatorQuota { ModelId = "anthropic.claude-3-haiku*", RequestsPerMinute = 0, AnswerUnavailable = true });
        using var client = new EmulatorClient(emulator);
        Reply refused = await client.SendAsync(Haiku, EmulatorTest.Converse("x"));
        Assert.Equal((503, "ServiceUnavailableException", "Model is getting throttled. Try your request again."), (refused.Status, refused.ErrorType, refused.Message));
        Assert.Equal(200, await StatusAsync(client, Sonnet));
        Assert.Equal(204, (await client.SendAsync("/_outcrop/quotas", method: HttpMethod.Delete)).Status);
        Assert.Equal(200, await StatusAsync(client, Haiku));
        Assert.Equal(204, (await client.SendAsync("/_outcrop/quotas", """{"requestsPerMinute":0}""", HttpMethod.Put)).Status);
        Assert.Equal(429, await StatusAsync(client, Haiku));
    }

    private static async Task<int> StatusAsync(EmulatorClient client, string path) => (await client.SendAsync(path, EmulatorTest.Converse("x"))).Status;

    private static async Task<string> StatusesAsync(EmulatorClient client, int count)
    {
        var statuses = new List<int>();
        for (int i = 0; i < count; i++)
        {
            statuses.Add(await StatusAsync(client, Haiku));
        }

        return string.Join(' ', statuses);
    }

    private static Task<BedrockEmulator> StartAsync(EmulatorQuota quota) => EmulatorTest.StartAsync(options => options.Quotas.Add(quota));
}
