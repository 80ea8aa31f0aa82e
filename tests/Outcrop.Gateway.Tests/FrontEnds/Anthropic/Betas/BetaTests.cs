using System.Text;
using Outcrop.Bedrock.Native.Splicing;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.FrontEnds.Anthropic.Betas;
using Outcrop.Gateway.Tests.FrontEnds.Anthropic.Native;
using Outcrop.Gateway.Tests.Support;
using static Outcrop.Gateway.Tests.FrontEnds.Anthropic.Native.NativeCalling;

namespace Outcrop.Gateway.Tests.FrontEnds.Anthropic.Betas;

/// <summary>Acceptance row 19: a flag that Bedrock does not know is left out together with what it governs, both are told, and the operator has the last word.</summary>
public class BetaTests
{
    private const string Version = ",\"anthropic_version\":\"bedrock-2023-05-31\"";

    [Theory]
    [InlineData("", "", "", null)]
    [InlineData("interleaved-thinking-2025-05-14", "", ",\"anthropic_beta\":[\"interleaved-thinking-2025-05-14\"]", null)]
    [InlineData("claude-code-20250219, oauth-2025-04-20", "", "", null)]
    [InlineData("advanced-tool-use-2025-11-20,tool-search-tool-2025-10-19", "", ",\"anthropic_beta\":[\"tool-search-tool-2025-10-19\"]", null)]
    [InlineData("never-heard-of-2027-01-01", "", ",\"anthropic_beta\":[\"never-heard-of-2027-01-01\"]", null)]
    [InlineData("fast-mode-2026-02-01", ",\"speed\":\"fast\"", "", "anthropic_beta.fast-mode-2026-02-01, speed")]
    [InlineData("", ",\"speed\":\"standard\",\"inference_geo\":\"global\",\"mcp_servers\":[],\"container\":null", "", null)]
    [InlineData("message-threads-2026-08-12", ",\"thread\":{\"type\":\"create\"}", "", "anthropic_beta.message-threads-2026-08-12, thread")]
    [InlineData("computer-use-2027-01-01", ",\"tools\":[{\"type\":\"computer_20270101\",\"name\":\"computer\"}]", ",\"tools\":[{\"type\":\"computer_20270101\",\"name\":\"computer\"}]VERSION,\"anthropic_beta\":[\"computer-use-2027-01-01\"]", null)]
    public async Task Flags_OfEachKind_GoOutOrAreTold(string header, string members, string sent, string? told)
    {
        var bedrock = new ScriptedBedrock().Answer(Answer);
        await using RunningGateway gateway = await StartAsync(bedrock);
        (int status, string body, string? dropped) = await gateway.SendAsync(
            $$"""{"model":"{{Haiku}}","max_tokens":9,{{Asked}}{{members}}}""", header.Length > 0 ? [("anthropic-beta", header)] : []);

        Assert.True(status == 200, body);
        Assert.Equal(told, dropped);
        Assert.Equal("{\"max_tokens\":9," + Asked + (sent.Contains("VERSION", StringComparison.Ordinal) ? sent.Replace("VERSION", Version, StringComparison.Ordinal) : Version + sent) + "}", bedrock.Last.Text);
    }

    /// <summary>Nested members go with their flag: in tools, in messages, in the system prompt, but not in what is the caller's own.</summary>
    [Fact]
    public async Task DroppedFlag_TakesNestedMembersWithIt()
    {
        var bedrock = new ScriptedBedrock().Answer(Answer);
        await using RunningGateway gateway = await StartAsync(bedrock);
        (_, _, string? dropped) = await gateway.SendAsync(
            $$$$"""
            {"model":"{{{{Haiku}}}}","max_tokens":9,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral","scope":"global"}}],
            "tools":[{"name":"a","input_schema":{"cache_control":{"scope":1}}},{"type":"advisor_20260301","name":"advisor"},{"name":"b"}],
            "messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"a","input":{"cache_control":{"scope":1}},"cache_control":{"scope":"x","type":"ephemeral"}}]}]}
            """,
            ("anthropic-beta", "prompt-caching-scope-2026-01-05"),
            ("anthropic-beta", "advisor-tool-2026-03-01"));

        Assert.Equal(
            """
            {"max_tokens":9,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],
            "tools":[{"name":"a","input_schema":{"cache_control":{"scope":1}}},{"name":"b"}],
            "messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"a","input":{"cache_control":{"scope":1}},"cache_control":{"type":"ephemeral"}}]}],"anthropic_version":"bedrock-2023-05-31"}
            """.ReplaceLineEndings("\n"),
            bedrock.Last.Text.ReplaceLineEndings("\n"));
        Assert.Equal("anthropic_beta.prompt-caching-scope-2026-01-05, anthropic_beta.advisor-tool-2026-03-01, **.cache_control.scope, tools[type_advisor_]".Replace("[type_", "[type=", StringComparison.Ordinal), dropped);
    }

    [Theory]
    [InlineData("\"mcp_servers\":[{\"url\":\"x\"}]", "mcp_servers")]
    [InlineData("\"container\":\"c\"", "container")]
    [InlineData("\"inference_geo\":\"us\"", "inference_geo")]
    [InlineData("\"tools\":[{\"name\":\"a\"},{\"name\":\"web_search\",\"type\":\"web_search_20250305\"}]", "tools[type=web_search_]")]
    [InlineData("\"tools\":[{\"type\":\"code_execution_20250825\",\"name\":\"x\"}]", "tools[type=code_execution_]")]
    public async Task ServersOwn_WithoutAFlag_IsRefusedByItsPlace(string member, string place)
    {
        var bedrock = new ScriptedBedrock().Answer(Answer);
        await using RunningGateway gateway = await StartAsync(bedrock);
        (int status, string body, _) = await gateway.SendAsync($$"""{"model":"{{Haiku}}","max_tokens":9,{{Asked}},{{member}}}""");

        Assert.Equal((400, 0), (status, bedrock.Requests.Count));
        Assert.Contains(place, body, StringComparison.Ordinal);
        Assert.Contains("invalid_request_error", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"unknownBetas\":\"drop\"}", "new-1", 200, null, "anthropic_beta.new-1")]
    [InlineData("{\"unknownBetas\":\"refuse\"}", "new-1", 400, null, null)]
    [InlineData("{\"betas\":{\"new-*\":{\"bedrock\":\"drop\",\"fields\":[\"other\"]}}}", "new-1", 200, null, "anthropic_beta.new-1, other")]
    [InlineData("{\"betas\":{\"fast-mode-2026-02-01\":\"pass\"},\"members\":{\"speed\":\"pass\"}}", "fast-mode-2026-02-01", 200, "fast-mode-2026-02-01", null)]
    [InlineData("{\"betas\":{\"interleaved-thinking-2025-05-14\":{\"bedrock\":\"pass\",\"as\":\"its-name\"}}}", "interleaved-thinking-2025-05-14", 200, "its-name", null)]
    [InlineData("{\"members\":{\"other\":\"drop\"}}", "", 200, null, "other")]
    public async Task Configuration_HasTheLastWord(string settings, string beta, int status, string? sent, string? told)
    {
        var bedrock = new ScriptedBedrock().Answer(Answer);
        await using RunningGateway gateway = await StartAsync(bedrock, "{\"anthropic\":" + settings + "}");
        (int actual, string body, string? dropped) = await gateway.SendAsync($$"""{"model":"{{Haiku}}","max_tokens":9,"other":{"a":1},{{Asked}}}""", ("anthropic-beta", beta));

        Assert.True(actual == status, body);
        Assert.Equal(told, dropped);
        Assert.Equal(sent is not null, bedrock.Requests.Any(request => request.Text.Contains($"\"anthropic_beta\":[\"{sent}\"]", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("{\"betas\":{\"x\":\"perhaps\"}}", "betas")]
    [InlineData("{\"betas\":{\"x\":{\"bedrock\":\"drop\",\"fields\":[\"a..b\"]}}}", "fields")]
    [InlineData("{\"members\":{\"tools[]\":\"drop\"}}", "members")]
    [InlineData("{\"unknownBetas\":\"maybe\"}", "unknownBetas")]
    [InlineData("{\"other\":1}", "other")]
    public void Configuration_ThatIsWrong_IsAFault(string settings, string path)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("outcrop.json", "{\"anthropic\":" + settings + "}");
        var fault = Assert.Throws<OutcropConfigurationException>(() => OutcropConfiguration.Load(file, new Dictionary<string, string>(), folder.Path));
        Assert.Contains(path, Assert.Single(fault.Faults).Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("x\"y")]
    public async Task Header_ThatIsNoFlag_Is400(string flag)
    {
        await using RunningGateway gateway = await StartAsync(new ScriptedBedrock().Answer(Answer));
        (int status, _, _) = await gateway.SendAsync($$"""{"model":"{{Haiku}}","max_tokens":9,{{Asked}},"anthropic_beta":[{{System.Text.Json.JsonSerializer.Serialize(flag)}}]}""");
        Assert.Equal(400, status);
    }

    /// <summary>The translated request follows the same table: to Claude the flags are a field of its own, other models have none.</summary>
    [Theory]
    [InlineData(Haiku, "interleaved-thinking-2025-05-14,fast-mode-2026-02-01,claude-code-20250219", "\"anthropic_beta\":[\"interleaved-thinking-2025-05-14\"]", "anthropic_beta.fast-mode-2026-02-01")]
    [InlineData("amazon.nova-lite-v1:0", "interleaved-thinking-2025-05-14,claude-code-20250219", null, "anthropic_beta.interleaved-thinking-2025-05-14")]
    public async Task NeutralLane_FollowsTheSameTable(string model, string header, string? sent, string told)
    {
        var bedrock = new ScriptedBedrock().Answer("""{"output":{"message":{"role":"assistant","content":[{"text":"one"}]}},"stopReason":"end_turn","usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2}}""");
        await using RunningGateway gateway = await StartAsync(bedrock, "{\"bedrock\":{\"apiByModel\":{\"" + Haiku + "\":\"converse\"}}}");
        (int status, string body, string? dropped) = await gateway.SendAsync($$"""{"model":"{{model}}","max_tokens":9,{{Asked}}}""", ("anthropic-beta", header));

        Assert.True(status == 200, body);
        Assert.Equal(told, dropped?.Split(", ").SingleOrDefault(static name => name.StartsWith("anthropic_beta", StringComparison.Ordinal)));
        Assert.Equal(sent is not null, bedrock.Last.Text.Contains(sent ?? "anthropic_beta", StringComparison.Ordinal));
    }

    /// <summary>Every row of the table can be read, says where it is known from, and stands once.</summary>
    [Fact]
    public void Table_OfEachRow_IsWellFormed()
    {
        BetaData data = BetaData.Load();
        Assert.Equal(data.Betas.Count, data.Betas.Select(static row => row.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(data.Members.Count, data.Members.Select(static row => row.Place).Distinct(StringComparer.Ordinal).Count());
        Assert.All(data.Betas.Select(static row => (row.Source, row.AsOf, row.Bedrock)).Concat(data.Members.Select(static row => (row.Source, row.AsOf, row.Bedrock))), static row =>
        {
            Assert.True(row.Source.Length > 10);
            Assert.True(DateOnly.TryParseExact(row.AsOf, "yyyy-MM-dd", out _));
            Assert.Contains(row.Bedrock, (string[])["pass", "drop", "ignore", "refuse"]);
        });
        foreach (string place in data.Betas.SelectMany(static row => row.Fields).Concat(data.Members.Select(static row => row.Place)))
        {
            Assert.Equal(place, JsonPlace.Parse(place).Text);
            Assert.True(Encoding.UTF8.GetByteCount(place) < 100);
        }
    }
}
