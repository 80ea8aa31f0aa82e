using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Emulator.AsyncInvoke;
using Outcrop.Emulator.ControlPlane;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Quotas;
using Outcrop.Emulator.Recordings;
using Outcrop.Emulator.Tests.Support;
using Outcrop.Emulator.Verification;

namespace Outcrop.Emulator.Tests.Hosting;

/// <summary>What callers choose has an end: stores, sizes, comparisons.</summary>
public sealed class BoundsTests
{
    private const int Many = 20_000;

    [Fact]
    public void Sessions_MoreThanAreKept_LoseTheOldestAndNoPermanentKey()
    {
        var keys = new KeyStore(new EmulatorOptions());
        var end = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (int i = 0; i < Many; i++)
        {
            keys.Add(new AccessKey($"ASIA{i}", "secret", "token", end, CallerIdentity.Anonymous("1")));
        }

        Assert.Equal(10_000, Enumerable.Range(0, Many).Count(i => keys.TryGet($"ASIA{i}", out _)));
        Assert.True(keys.TryGet($"ASIA{Many - 1}", out _));
        Assert.True(keys.TryGet("outcrop", out _));
    }

    [Fact]
    public void AsyncInvokes_MoreThanAreKept_LoseThoseThatEndedOrAreRefused()
    {
        var clock = new FakeTimeProvider();
        var store = new AsyncInvokeStore(clock);
        AsyncJob Job(int i) => new($"arn{i}", "model", $"token{i}", "digest", "s3://a", null, null, null, clock.GetUtcNow());
        for (int i = 0; i < 1000; i++)
        {
            store.Add(Job(i));
        }

        Assert.Equal("ServiceQuotaExceededException", Assert.Throws<AwsErrorException>(() => store.Add(Job(1000))).Error.Type);
        clock.Advance(TimeSpan.FromMinutes(2));
        store.Add(Job(1000));
        Assert.Equal(1000, store.All().Count);
        Assert.Null(store.Find("arn0"));
    }

    [Fact]
    public void Profiles_BeyondTheQuota_AreRefused()
    {
        var store = new ProfileStore();
        InferenceProfile Profile(int i) => new($"id{i}", $"arn/id{i}", $"name{i}", null, [], "model", default);
        for (int i = 0; i < 1000; i++)
        {
            store.Add(Profile(i));
        }

        Assert.Equal("ServiceQuotaExceededException", Assert.Throws<AwsErrorException>(() => store.Add(Profile(1000))).Error.Type);
    }

    [Fact]
    public async Task GuardrailsAndVersions_BeyondTheQuota_AreRefused()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        string Body(int i) => $$"""{"name":"g{{i}}","blockedInputMessaging":"No.","blockedOutputsMessaging":"No.","wordPolicyConfig":{"wordsConfig":[{"text":"kraken"}] } }""";
        string id = "";
        for (int i = 0; i < 100; i++)
        {
            Reply created = await client.SendAsync("/guardrails", Body(i));
            Assert.True(created.Status < 300, created.Text);
            id = created.Json.GetProperty("guardrailId").GetString()!;
        }

        Assert.Equal("ServiceQuotaExceededException", (await client.SendAsync("/guardrails", Body(100))).ErrorType);
        for (int i = 0; i < 20; i++)
        {
            Assert.True((await client.SendAsync("/guardrails/" + id, "{}")).Status < 300);
        }

        Assert.Equal("ServiceQuotaExceededException", (await client.SendAsync("/guardrails/" + id, "{}")).ErrorType);
        Assert.Equal(413, (await client.SendAsync("/guardrails", Body(101) + new string(' ', 1024 * 1024))).Status);
    }

    [Fact]
    public void Quotas_OfRegionsWithoutEnd_ForgetFullBuckets()
    {
        var clock = new FakeTimeProvider();
        var book = new QuotaBook(clock);
        QuotaKey Key(int i) => new("1", $"region-{i}", "anthropic.claude-3-haiku-20240307-v1:0");
        for (int i = 0; i < Many; i++)
        {
            Assert.Null(book.Reserve(Key(i), 1, 1, 0));
        }

        Assert.Empty(book.Levels());
        book.Set([new EmulatorQuota { RequestsPerMinute = 2 }]);
        for (int i = 0; i < 10_000; i++)
        {
            book.Reserve(Key(i), 1, 1, 0)!.Dispose();
        }

        Assert.Equal(429, Assert.Throws<AwsErrorException>(() => book.Reserve(Key(Many), 1, 1, 0)).Error.Status);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(book.Reserve(Key(Many), 1, 1, 0));
        Assert.Single(book.Levels());
    }

    [Theory]
    [InlineData("""{"seconds":1e300}""")]
    [InlineData("""{"seconds":1e12}""")]
    [InlineData("""{"seconds":-1e12}""")]
    public async Task Clock_MovedOutOfAllTime_IsRefusedAndStaysGood(string body)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Assert.Equal(400, (await client.SendAsync("/_outcrop/clock", body)).Status);
        Assert.Equal(200, (await client.SendAsync($"/model/{EmulatorTest.Claude}/converse", EmulatorTest.Converse("x"))).Status);
    }

    [Theory]
    [InlineData("\"output_dimension\":2147483647")]
    [InlineData("\"output_dimension\":-1")]
    [InlineData("\"output_dimension\":257,\"embedding_types\":[\"binary\"]")]
    [InlineData("\"embedding_types\":[\"float\",\"text\"]")]
    public async Task Embedding_SizeOrTypeThatNoModelHas_IsRefused(string more)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Reply reply = await client.SendAsync("/model/cohere.embed-v4%3A0/invoke", $$"""{"texts":["a"],"input_type":"search_query",{{more}}}""");
        Assert.Equal((400, "ValidationException"), (reply.Status, reply.ErrorType));
    }

    [Fact]
    public async Task EmbeddingTypes_NamedAThousandTimes_AreGivenOnce()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        string types = string.Join(',', Enumerable.Repeat("\"int8\"", 1000));
        Reply reply = await client.SendAsync("/model/cohere.embed-v4%3A0/invoke", $$"""{"texts":["a"],"input_type":"search_query","output_dimension":256,"embedding_types":[{{types}}]}""");
        Assert.Equal(256, Assert.Single(reply.Json.GetProperty("embeddings").EnumerateObject()).Value[0].GetArrayLength());
    }

    [Fact]
    public async Task MistralFindings_OfALongBody_DoNotRepeatIt()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Reply reply = await client.SendAsync("/model/us.mistral.pixtral-large-2502-v1%3A0/invoke", $$"""{"unknown":"{{new string('x', 1_000_000)}}"}""");
        Assert.Equal(400, reply.Status);
        Assert.True(reply.Body.Length < 1000);
    }

    [Fact]
    public void Journal_OfLongTargetsAndHeaders_CountsThem()
    {
        var journal = new EmulatorJournal(int.MaxValue);
        for (int i = 0; i < 100; i++)
        {
            journal.Add(new EmulatorRequest("GET", "/", "HTTP/1.1", new Dictionary<string, string> { ["x-long"] = new('x', 1024 * 1024) }));
        }

        Assert.Equal(63, journal.Count);
    }

    [Fact]
    public void Comparison_OfLongAndDeepBodies_TakesAMoment()
    {
        // A path as text for each of the items, or a walk from the array's beginning for each, takes minutes.
        string name = new('n', 100_000);
        string items = string.Join(',', Enumerable.Range(0, 200_000).Select(i => "{}"));
        string body = string.Concat(Enumerable.Repeat($"{{\"{name}\":", 50)) + $"[{items},INNER]" + new string('}', 50);
        using JsonDocument one = JsonDocument.Parse(body.Replace("INNER", "1", StringComparison.Ordinal));
        using JsonDocument other = JsonDocument.Parse(body.Replace("INNER", "2", StringComparison.Ordinal));
        long started = Stopwatch.GetTimestamp();
        string difference = RecordedJson.Difference(one.RootElement, other.RootElement)!;
        double likeness = RecordedJson.Likeness(one.RootElement, other.RootElement);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30));
        Assert.InRange(difference.Length, 100, 600);
        Assert.InRange(likeness, 0, 0.99);
    }

    [Fact]
    public void Difference_OfNestedValues_NamesItsPlace()
    {
        Assert.Equal("$.a[1].b", Difference("""{"a":[1,{"b":2}]}""", """{"a":[1,{"b":3}]}"""));
        Assert.Equal("$.a[1]", Difference("""{"a":[1]}""", """{"a":[1,2]}"""));
        Assert.Equal("$.c", Difference("""{"a":1}""", """{"c":2,"a":1}"""));
        Assert.Equal("$", Difference("[]", "{}"));
        Assert.Null(Difference("""{"a":[{"x":1.0}],"b":null}""", """{"b":null,"a":[{"x":1}]}"""));
    }

    private static string? Difference(string one, string other) => RecordedJson.Difference(JsonDocument.Parse(one).RootElement, JsonDocument.Parse(other).RootElement);
}
