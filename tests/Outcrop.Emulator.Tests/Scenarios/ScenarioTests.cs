using System.Text.Json;
using Outcrop.Emulator.Scenarios;
using Outcrop.Emulator.Tests.Support;
using Outcrop.Testing;

namespace Outcrop.Emulator.Tests.Scenarios;

/// <summary>Scenario files: read whole, every fault named, and the same words on the admin surface.</summary>
public sealed class ScenarioTests
{
    private const string Path = "/model/" + EmulatorTest.Claude + "/converse";

    [Fact]
    public void Parse_ManyFaults_NamesEachWithItsPath()
    {
        EmulatorScenarioException mistake = Assert.Throws<EmulatorScenarioException>(() => EmulatorScenario.Parse("""
            {
              "seeds": 1, // no such member
              "tokenIntervalMs": -1,
              "replay": "sometimes",
              "quotas": [{ "model": "*" }, { "tokensPerMinute": "many" }],
              "bearerKeys": ["a", 2],
              "scripts": [
                { "when": { "textPattern": "(", "call": 1, "after": 2 }, "times": 1.5 },
                { "reply": { "text": "a", "body": "b", "toolCalls": [{}], "bodyBase64": "!" }, "error": {} },
                { "fault": { "reset": true, "exception": "a", "errorFrame": "b", "corruptEvent": 0 }, "timing": { "jitter": 2 } },
                7,
              ],
            }
            """));
        Assert.Equal(
            [
                "$.scripts[3]", "$.scripts[0].times", "$.scripts[0].when.call", "$.scripts[0].when.textPattern", "$.scripts[1].reply.toolCalls[0].name", "$.scripts[1].reply.bodyBase64",
                "$.scripts[1].reply", "$.scripts[1].error", "$.scripts[1]", "$.scripts[2].timing.jitter", "$.scripts[2].fault.corruptEvent", "$.scripts[2].fault",
                "$.scripts[2].fault.reset", "$.quotas[0]", "$.quotas[1].tokensPerMinute", "$.quotas[1]", "$.tokenIntervalMs", "$.bearerKeys[1]", "$.replay", "$.seeds",
            ],
            mistake.Faults.Select(fault => fault.Path).OrderBy(path => path == "$.scripts[3]" ? 0 : 1));
        Assert.Equal("$", Assert.Single(Assert.Throws<EmulatorScenarioException>(() => EmulatorScenario.Parse("{")).Faults).Path);
        Assert.Single(Assert.Throws<EmulatorScenarioException>(() => EmulatorScenario.Parse("""{"seed":1,"seed":2}""")).Faults);
        Assert.Single(Assert.Throws<EmulatorScenarioException>(() => EmulatorScenario.Parse("""{"recordings":"x"}""")).Faults);
    }

    [Fact]
    public async Task File_AllItSays_IsWhatTheEmulatorDoes()
    {
        using var folder = new RecordingFolder();
        folder.Write("recordings/a.json", Path, EmulatorTest.Converse("recorded"), "from the recording");
        string file = System.IO.Path.Combine(folder.Path, "scenario.json");
        await File.WriteAllTextAsync(
            file,
            """
            {
              "tokenIntervalMs": 0, "recordings": "recordings", "acceptUnsigned": true, "deniedModels": ["amazon.nova-lite-v1:0"],
              "quotas": [{ "model": "amazon.titan*", "requestsPerMinute": 0 }],
              "scripts": [
                { "when": { "model": "anthropic.*", "text": "burst" }, "times": 2, "error": { "status": 503 }, "headers": { "Retry-After": "2" } },
                { "when": { "text": "tools" }, "reply": { "text": "calling", "toolCalls": [{ "name": "t", "input": { "a": [1, 2] } }] } },
              ],
            }
            """,
            TestContext.Current.CancellationToken);
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(EmulatorScenario.Load(file).ApplyTo);
        using var client = new EmulatorClient(emulator) { Signer = null };
        var seen = new List<string>();
        foreach (string text in (string[])["burst", "burst", "burst", "recorded"])
        {
            Reply reply = await client.SendAsync(Path, EmulatorTest.Converse(text));
            seen.Add($"{reply.Status}{reply.Headers.GetValueOrDefault("Retry-After")}");
        }

        Assert.Equal(["5032", "5032", "200", "200"], seen);
        Assert.Equal("a.json", emulator.Journal[^1].Recording);
        JsonElement content = (await client.SendAsync(Path, EmulatorTest.Converse("tools"))).Json.GetProperty("output").GetProperty("message").GetProperty("content");
        Assert.Equal("""{"a":[1,2]}""", content[1].GetProperty("toolUse").GetProperty("input").GetRawText().Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(403, (await client.SendAsync("/model/amazon.nova-lite-v1%3A0/converse", EmulatorTest.Converse("x"))).Status);
        Assert.Equal(429, (await client.SendAsync("/model/amazon.titan-text-express-v1/converse", EmulatorTest.Converse("x"))).Status);
    }

    [Fact]
    public async Task File_TheAccount_IsTheEmulators()
    {
        EmulatorScenario scenario = EmulatorScenario.Parse("""
            {
              "accountId": "210987654321", "region": "eu-west-1", "checkAvailability": true, "acceptUnknownGuardrails": true, "minimumSessionSeconds": 1,
              "accessKeys": { "AKIATEAMA": "secret-a" },
              "permissions": { "AKIATEAMA": { "actions": ["bedrock:InvokeModel*"], "models": ["anthropic.claude-3-haiku*"], "regions": ["eu-west-1"] } },
              "guardrails": { "words": { "name": "words", "blockedInputMessaging": "No.", "blockedOutputsMessaging": "Not that.", "wordPolicyConfig": { "wordsConfig": [{ "text": "kraken" }] } } },
            }
            """);
        EmulatorOptions? read = null;
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options => scenario.ApplyTo(read = options));
        using var client = new EmulatorClient(emulator) { Signer = new TestSigner("AKIATEAMA", "secret-a", Region: "eu-west-1") };
        string Guarded(string id) => EmulatorTest.Converse("a kraken", $$""","guardrailConfig":{"guardrailIdentifier":"{{id}}","guardrailVersion":"1"}""");
        Reply blocked = await client.SendAsync(Path, Guarded("words"));
        Assert.Contains("\"No.\"", blocked.Text, StringComparison.Ordinal);
        Assert.Equal("arn:aws:iam::210987654321:user/AKIATEAMA", emulator.Journal[0].CallerArn);
        Reply unknown = await client.SendAsync(Path, Guarded("abc"));
        Assert.True(unknown.Status == 200, unknown.Text);
        Assert.Equal(403, (await client.SendAsync("/model/amazon.nova-lite-v1%3A0/converse", EmulatorTest.Converse("x"))).Status);
        Assert.Equal(403, (await client.SendAsync("/model/amazon.nova-lite-v1%3A0/count-tokens", "{}")).Status);
        client.Signer = client.Signer with { Region = "us-east-1" };
        Assert.Equal(403, (await client.SendAsync(Path, EmulatorTest.Converse("x"))).Status);
        Assert.Equal((true, TimeSpan.FromSeconds(1)), (read!.CheckAvailability, read.MinimumSessionDuration));
    }

    [Fact]
    public void Parse_AFaultyAccount_NamesEachFault()
    {
        EmulatorScenarioException mistake = Assert.Throws<EmulatorScenarioException>(() => EmulatorScenario.Parse("""
            {
              "accountId": "12", "region": 1, "checkAvailability": "yes", "minimumSessionSeconds": 0,
              "permissions": { "a": { "actions": "x", "model": [] }, "b": [] },
              "guardrails": { "c": { "name": "c" }, "d": 1, "e": { "name": "e", "blockedInputMessaging": "b", "blockedOutputsMessaging": "b", "wordPolicyConfig": { "wordsConfig": ["kraken"] } } }
            }
            """));
        Assert.Equal(
            ["$.accountId", "$.checkAvailability", "$.guardrails.c", "$.guardrails.d", "$.guardrails.d", "$.guardrails.e", "$.minimumSessionSeconds", "$.permissions.a.actions", "$.permissions.a.model", "$.permissions.b", "$.region"],
            mistake.Faults.Select(fault => fault.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Admin_ScriptsInTheSameWords_AreTakenWholeOrNotAtAll()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Reply refused = await client.SendAsync("/_outcrop/scripts", """[{"reply":{"text":"fine"}},{"reply":{"txt":"no"},"when":{"call":0}}]""");
        Assert.Equal(400, refused.Status);
        Assert.Equal(["$[1].when.call", "$[1].reply.txt"], refused.Json.GetProperty("faults").EnumerateArray().Select(fault => fault.GetProperty("path").GetString()));
        Assert.Equal(204, (await client.SendAsync("/_outcrop/scripts", """[{"reply":{"text":"first"},"times":2},{"when":{"operation":"ConverseStream"},"error":{"type":"ModelErrorException"}}]""")).Status);
        await client.SendAsync(Path, EmulatorTest.Converse("x"));
        JsonElement scripts = (await client.SendAsync("/_outcrop/scripts", method: HttpMethod.Get)).Json;
        Assert.Equal([1, 0], scripts.EnumerateArray().Select(script => script.GetProperty("served").GetInt32()));
        Assert.Equal("ok", (await client.SendAsync("/_outcrop/health", method: HttpMethod.Get)).Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Journal_Query_FindsByOperationModelStatusAndText()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        await client.SendAsync(Path, EmulatorTest.Converse("alpha"));
        await client.SendAsync(Path + "-stream", EmulatorTest.Converse("beta"));
        await client.SendAsync("/model/unknown/converse", EmulatorTest.Converse("gamma"));
        async Task<int> CountAsync(string query) => (await client.SendAsync("/_outcrop/journal?" + query, method: HttpMethod.Get)).Json.GetArrayLength();
        Assert.Equal((1, 2, 1, 1), (await CountAsync("operation=ConverseStream"), await CountAsync("model=anthropic.*"), await CountAsync("status=400"), await CountAsync("text=alpha")));
        JsonElement last = (await client.SendAsync("/_outcrop/journal?last=1", method: HttpMethod.Get)).Json[0];
        Assert.Equal(("ValidationException", "arn:aws:iam::123456789012:user/outcrop"), (last.GetProperty("errorType").GetString(), last.GetProperty("callerArn").GetString()));
        Assert.True(last.GetProperty("durationMs").GetDouble() > 0);
        Assert.EndsWith("Signature=[redacted]", emulator.Journal[0].Headers["Authorization"], StringComparison.Ordinal);
        Assert.Contains("/us-east-1/bedrock/aws4_request", emulator.Journal[0].Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_Members_AreThoseTheReaderKnows()
    {
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllText(System.IO.Path.Combine(Repository.Root, "docs", "emulator-scenario.schema.json")));
        JsonElement script = schema.RootElement.GetProperty("$defs").GetProperty("script");
        Check(schema.RootElement, json => ScenarioReader.Read(json, null));
        Check(schema.RootElement.GetProperty("$defs").GetProperty("quota"), json => ScenarioReader.ReadQuota(json));
        Check(schema.RootElement.GetProperty("$defs").GetProperty("outage"), json => OutageReader.Read(json));
        Check(schema.RootElement.GetProperty("$defs").GetProperty("latency"), json => OutageReader.ReadLatency(json));
        Check(schema.RootElement.GetProperty("$defs").GetProperty("permissions"), json => AccountReader.ReadPermissions(json));
        Check(script, json => ScriptReader.Read(json));
        Check(Group("when"), json => ScriptReader.ReadConditions(json, new EmulatorScript()));
        Check(Group("reply"), json => ScriptReader.ReadReply(json, new EmulatorScript()));
        Check(Group("error"), json => ScriptReader.ReadError(json, new EmulatorScript()));
        Check(Group("timing"), json => ScriptReader.ReadTiming(json, new EmulatorScript()));
        Check(Group("fault"), json => ScriptReader.ReadFault(json, new EmulatorScript()));
        JsonElement Group(string name) => script.GetProperty("properties").GetProperty(name);
    }

    private static void Check(JsonElement schema, Action<ScenarioObject> read)
    {
        using JsonDocument empty = JsonDocument.Parse("{}");
        var json = new ScenarioObject(empty.RootElement, "$", []);
        read(json);
        Assert.Equal(json.Known.Order(StringComparer.Ordinal), schema.GetProperty("properties").EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
    }
}
