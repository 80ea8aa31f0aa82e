using System.Text.Json;
using Outcrop.Emulator.Tests.Support;

namespace Outcrop.Emulator.Tests.Answers;

/// <summary>The prompt cache: real prefixes, real times, and counts that agree wherever they stand.</summary>
public sealed class PromptCacheTests
{
    private const string Model = "/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0";

    private static readonly string Long = string.Concat(Enumerable.Repeat("word ", 1500));

    [Fact]
    public async Task Converse_SamePrefix_IsWrittenThenReadThenForgotten()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options => options.VerifySignatures = false);
        using var client = new EmulatorClient(emulator);
        JsonElement first = await UsageAsync(client, Converse("one"));
        int written = first.GetProperty("cacheWriteInputTokens").GetInt32();
        Assert.True(written >= 1500);
        Assert.Equal($$"""[{"inputTokens":{{written}},"ttl":"5m"}]""", first.GetProperty("cacheDetails").GetRawText());
        AssertSum(first);

        JsonElement second = await UsageAsync(client, Converse("two"));
        Assert.Equal((written, 0), (second.GetProperty("cacheReadInputTokens").GetInt32(), second.GetProperty("cacheWriteInputTokens").GetInt32()));
        Assert.False(second.TryGetProperty("cacheDetails", out _));
        AssertSum(second);
        Assert.Equal(first.GetProperty("inputTokens").GetInt32(), second.GetProperty("inputTokens").GetInt32());

        // Each use keeps it for another five minutes.
        emulator.AdvanceClock(TimeSpan.FromMinutes(4));
        Assert.Equal(written, (await UsageAsync(client, Converse("three"))).GetProperty("cacheReadInputTokens").GetInt32());
        emulator.AdvanceClock(TimeSpan.FromMinutes(4));
        Assert.Equal(written, (await UsageAsync(client, Converse("four"))).GetProperty("cacheReadInputTokens").GetInt32());
        emulator.AdvanceClock(TimeSpan.FromMinutes(5));
        Assert.Equal(0, (await UsageAsync(client, Converse("five"))).GetProperty("cacheReadInputTokens").GetInt32());
    }

    [Fact]
    public async Task Converse_OneHour_OutlivesFiveMinutes()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options => options.VerifySignatures = false);
        using var client = new EmulatorClient(emulator);
        JsonElement first = await UsageAsync(client, Converse("one", ttl: """, "ttl":"1h" """));
        Assert.Equal("1h", first.GetProperty("cacheDetails")[0].GetProperty("ttl").GetString());
        emulator.AdvanceClock(TimeSpan.FromMinutes(59));
        Assert.True((await UsageAsync(client, Converse("two", ttl: """, "ttl":"1h" """))).GetProperty("cacheReadInputTokens").GetInt32() > 0);
        emulator.AdvanceClock(TimeSpan.FromMinutes(60));
        Assert.Equal(0, (await UsageAsync(client, Converse("three", ttl: """, "ttl":"1h" """))).GetProperty("cacheReadInputTokens").GetInt32());
    }

    [Fact]
    public async Task Converse_ChangedOrShortPrefix_IsNotRead()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options => options.VerifySignatures = false);
        using var client = new EmulatorClient(emulator);
        await UsageAsync(client, Converse("one"));
        Assert.Equal(0, (await UsageAsync(client, Converse("one", prefix: "x" + Long))).GetProperty("cacheReadInputTokens").GetInt32());
        JsonElement small = await UsageAsync(client, Converse("one", prefix: "short"));
        Assert.Equal((0, 0), (small.GetProperty("cacheReadInputTokens").GetInt32(), small.GetProperty("cacheWriteInputTokens").GetInt32()));
    }

    [Fact]
    public async Task InvokeModel_GrowingConversation_ReadsTheOldAndWritesTheNew()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options => options.VerifySignatures = false);
        using var client = new EmulatorClient(emulator);
        Reply first = await client.SendAsync(Model + "/invoke", Messages(("user", Long)));
        int written = first.Json.GetProperty("usage").GetProperty("cache_creation_input_tokens").GetInt32();
        Assert.Equal(written.ToString(System.Globalization.CultureInfo.InvariantCulture), first.Headers["X-Amzn-Bedrock-Cache-Write-Input-Token-Count"]);
        Assert.Equal(written, first.Json.GetProperty("usage").GetProperty("cache_creation").GetProperty("ephemeral_5m_input_tokens").GetInt32());

        // The mark moves on, and with it the text that had it changes from a block to a plain string.
        Reply second = await client.SendAsync(Model + "/invoke", Messages(("user", Long), ("assistant", "Yes"), ("user", "More")));
        JsonElement usage = second.Json.GetProperty("usage");
        Assert.Equal(written, usage.GetProperty("cache_read_input_tokens").GetInt32());
        Assert.InRange(usage.GetProperty("cache_creation_input_tokens").GetInt32(), 1, 20);
        Assert.Equal(written.ToString(System.Globalization.CultureInfo.InvariantCulture), second.Headers["X-Amzn-Bedrock-Cache-Read-Input-Token-Count"]);
    }

    [Fact]
    public async Task InvokeStream_Metrics_AgreeWithUsageAndCountTokens()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options => options.VerifySignatures = false);
        using var client = new EmulatorClient(emulator);
        string body = Messages(("user", Long));
        List<JsonElement> chunks = (await client.SendAsync(Model + "/invoke-with-response-stream", body)).Chunks();
        JsonElement usage = chunks[0].GetProperty("message").GetProperty("usage");
        JsonElement metrics = chunks[^1].GetProperty("amazon-bedrock-invocationMetrics");
        Assert.Equal(usage.GetProperty("input_tokens").GetInt32(), metrics.GetProperty("inputTokenCount").GetInt32());
        Assert.Equal(usage.GetProperty("cache_creation_input_tokens").GetInt32(), metrics.GetProperty("cacheWriteInputTokenCount").GetInt32());
        string counting = JsonSerializer.Serialize(new { input = new { invokeModel = new { body = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(body)) } } });
        int counted = (await client.SendAsync("/model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/count-tokens", counting)).Json.GetProperty("inputTokens").GetInt32();
        Assert.Equal(counted, metrics.GetProperty("inputTokenCount").GetInt32() + metrics.GetProperty("cacheWriteInputTokenCount").GetInt32());
    }

    private static string Converse(string question, string? prefix = null, string ttl = "") =>
        """{"system":[{"text":" """ + (prefix ?? Long) + """ "},{"cachePoint":{"type":"default" """ + ttl + """}}],"messages":[{"role":"user","content":[{"text":" """ + question + """ "}]}]}""";

    private static string Messages(params (string Role, string Text)[] turns) =>
        """{"anthropic_version":"bedrock-2023-05-31","max_tokens":20,"messages":[""" + string.Join(',', turns.Select((turn, index) => index == turns.Length - 1
            ? $$"""{"role":"{{turn.Role}}","content":[{"type":"text","text":"{{turn.Text}}","cache_control":{"type":"ephemeral"} }]}"""
            : $$"""{"role":"{{turn.Role}}","content":"{{turn.Text}}"}""")) + "]}";

    private static async Task<JsonElement> UsageAsync(EmulatorClient client, string body)
    {
        Reply reply = await client.SendAsync(Model + "/converse", body);
        Assert.True(reply.Status == 200, reply.Text);
        return reply.Json.GetProperty("usage");
    }

    private static void AssertSum(JsonElement usage) => Assert.Equal(
        usage.GetProperty("inputTokens").GetInt32() + usage.GetProperty("outputTokens").GetInt32() + usage.GetProperty("cacheReadInputTokens").GetInt32()
        + usage.GetProperty("cacheWriteInputTokens").GetInt32(), usage.GetProperty("totalTokens").GetInt32());
}
