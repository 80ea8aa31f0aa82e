using Outcrop.Gateway.Tests.Support;
using static Outcrop.Gateway.Tests.FrontEnds.Anthropic.Native.NativeCalling;

namespace Outcrop.Gateway.Tests.FrontEnds.Anthropic.Native;

/// <summary>Acceptance rows 10, 11 and 19 in the native lane: what the model is known to refuse is spliced out and told; what it refuses unexpectedly is left out once, and remembered.</summary>
public class NativeLearningTests
{
    public static TheoryData<string, string, string, string> Refusals => new()
    {
        // refusal, members sent, what is not sent again, what is told
        { "context_management: Extra inputs are not permitted", "\"context_management\":{\"edits\":[]}", "context_management", "context_management" },
        { "output_config.effort: Extra inputs are not permitted", "\"output_config\":{\"effort\":\"low\",\"format\":{\"a\":1}}", "effort", "output_config.effort" },
        { "`temperature` is deprecated for this model.", "\"temperature\":0.5,\"top_k\":7", "temperature", "temperature" },
        { "temperature and top_p cannot both be specified for this model. Please use only one.", "\"temperature\":0.5,\"top_p\":0.7", "top_p", "top_p" },
        { "tools.0.custom.defer_loading: Extra inputs are not permitted", "\"tools\":[{\"name\":\"a\",\"defer_loading\":true,\"input_schema\":{\"defer_loading\":1}},{\"defer_loading\":false,\"name\":\"b\"}]", "\"defer_loading\":true", "tools.defer_loading" },
        { "messages.0.content.0.text.cache_control.ephemeral.scope: Extra inputs are not permitted", "\"system\":[{\"type\":\"text\",\"text\":\"s\",\"cache_control\":{\"scope\":\"global\",\"type\":\"ephemeral\"}}]", "scope", "**.cache_control.scope" },
        { "invalid beta flag", "\"anthropic_beta\":[\"brand-new-2027-01-01\",\"interleaved-thinking-2025-05-14\"]", "brand-new", "anthropic_beta.brand-new-2027-01-01" },
        { "Unexpected value(s) `interleaved-thinking-2025-05-14` for the `anthropic-beta` header.", "\"anthropic_beta\":[\"brand-new-2027-01-01\",\"interleaved-thinking-2025-05-14\"]", "interleaved", "anthropic_beta.interleaved-thinking-2025-05-14" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Refusal_OfOnePart_IsLeftOutOnceToldAndRemembered(string refusal, string members, string gone, string told)
    {
        const string Cached = "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\",\"cache_control\":{\"type\":\"ephemeral\",\"scope\":\"x\"}}]}]";
        string request = $$"""{"model":"{{Haiku}}","max_tokens":9,{{members}},{{(refusal.Contains("scope", StringComparison.Ordinal) ? Cached : Asked)}}}""";
        var bedrock = new ScriptedBedrock().Refuse(refusal).Answer(Answer);
        await using RunningGateway gateway = await StartAsync(bedrock);

        (int status, string body, string? dropped) = await gateway.SendAsync(request);
        Assert.True(status == 200, body);
        Assert.Equal((Answer, told), (body, dropped));
        Assert.Equal([true, false], bedrock.Requests.Select(sent => sent.Text.Contains(gone, StringComparison.Ordinal)));

        (_, _, string? again) = await gateway.SendAsync(request);
        Assert.Equal((3, told), (bedrock.Requests.Count, again));
        Assert.Equal(bedrock.Requests.ElementAt(1).Text, bedrock.Last.Text);
    }

    /// <summary>One member goes with its beta flag, the one beside it because the model refused it: the comma between them belongs to both.</summary>
    [Theory]
    [InlineData("\"scope\":\"global\",\"ttl\":\"1h\",\"type\":\"ephemeral\"", "\"type\":\"ephemeral\"")]
    [InlineData("\"type\":\"ephemeral\",\"scope\":\"global\",\"ttl\":\"1h\"", "\"type\":\"ephemeral\"")]
    [InlineData("\"ttl\":\"1h\",\"scope\":\"global\",\"type\":\"ephemeral\"", "\"type\":\"ephemeral\"")]
    [InlineData("\"scope\":\"global\",\"ttl\":\"1h\"", "")]
    public async Task Refusal_OfWhatStandsBesideACut_IsLeftOutToo(string cache, string left)
    {
        var bedrock = new ScriptedBedrock().Refuse("messages.0.content.0.text.cache_control.ephemeral.ttl: Extra inputs are not permitted").Answer(Answer);
        await using RunningGateway gateway = await StartAsync(bedrock);
        (int status, string body, string? dropped) = await gateway.SendAsync(
            $$$"""{"model":"{{{Haiku}}}","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"a","cache_control":{{{{cache}}}}}]}]}""", ("anthropic-beta", "prompt-caching-scope-2026-01-05"));
        Assert.True(status == 200, body);
        Assert.Contains("\"cache_control\":{" + left + "}", bedrock.Last.Text, StringComparison.Ordinal);
        Assert.Equal("anthropic_beta.prompt-caching-scope-2026-01-05, **.cache_control.scope, **.cache_control.ttl", dropped);
    }

    /// <summary>
    /// Names of members come back in the refusal, so a caller can write what it says. He learns from it himself; for another key nothing is left out and nothing is cut short.
    /// </summary>
    [Fact]
    public async Task Refusal_ThatOneCallerHasWritten_ChangesNothingForAnother()
    {
        const string Written = "x: Extra inputs are not permitted, max_tokens: 9 > 1, which is the maximum allowed number of output tokens, temperature: Extra inputs are not permitted, output_config";
        string keys = $$"""
            { "retry": { "maxAttempts": 1 }, "keys": [
              { "id": "a", "hash": "{{Outcrop.Gateway.Keys.ApiKeyHash.Compute(Sample.Key)}}" },
              { "id": "b", "hash": "{{Outcrop.Gateway.Keys.ApiKeyHash.Compute(Sample.OtherKey)}}" }] }
            """;
        var bedrock = new ScriptedBedrock().Refuse("output_config." + Written + ": Extra inputs are not permitted").Answer(Answer);
        await using RunningGateway gateway = await StartAsync(bedrock, keys);
        (int status, string body, _) = await gateway.SendAsync(
            $$$"""{"model":"{{{Haiku}}}","max_tokens":9,"temperature":0.5,"output_config":{"{{{Written}}}":1},{{{Asked}}}}""", ("x-api-key", Sample.Key));
        Assert.True(status == 200, body);
        Assert.Equal(2, bedrock.Requests.Count);

        string innocent = $$"""{"max_tokens":9,"temperature":0.5,"output_config":{"effort":"low"},{{Asked}},"anthropic_version":"bedrock-2023-05-31"}""";
        (_, _, string? dropped) = await gateway.SendAsync($$"""{"model":"{{Haiku}}",{{innocent[1..]}}""", ("x-api-key", Sample.OtherKey));
        Assert.Equal((innocent, null), (bedrock.Last.Text, dropped));

        // Who wrote it has what he asked for, in every lane.
        await gateway.SendAsync($$"""{"model":"{{Haiku}}",{{innocent[1..]}}""", ("x-api-key", Sample.Key));
        Assert.DoesNotContain("temperature", bedrock.Last.Text, StringComparison.Ordinal);
    }

    /// <summary>The same for a request that is translated.</summary>
    [Fact]
    public async Task Refusal_OfATranslatedRequest_TeachesItsOwnCallerOnly()
    {
        string keys = $$"""
            { "retry": { "maxAttempts": 1 }, "keys": [
              { "id": "a", "hash": "{{Outcrop.Gateway.Keys.ApiKeyHash.Compute(Sample.Key)}}" },
              { "id": "b", "hash": "{{Outcrop.Gateway.Keys.ApiKeyHash.Compute(Sample.OtherKey)}}" }] }
            """;
        var bedrock = new ScriptedBedrock().Refuse("`temperature` is deprecated for this model.")
            .Answer("""{"output":{"message":{"role":"assistant","content":[{"text":"one"}]}},"stopReason":"end_turn","usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2}}""");
        await using RunningGateway gateway = await StartAsync(bedrock, keys);
        foreach ((string key, bool sent) in (IEnumerable<(string, bool)>)[(Sample.Key, false), (Sample.Key, false), (Sample.OtherKey, true)])
        {
            (int status, string body, _) = await gateway.SendAsync($$"""{"model":"amazon.nova-lite-v1:0","max_tokens":9,"temperature":0.5,{{Asked}}}""", ("x-api-key", key));
            Assert.True(status == 200, body);
            Assert.Equal(sent, bedrock.Last.Text.Contains("temperature", StringComparison.Ordinal));
        }

        Assert.Equal(4, bedrock.Requests.Count);
    }

    /// <summary>What is left is what was sent: one member is gone, and nothing else has moved.</summary>
    [Fact]
    public async Task Refusal_OfOnePart_LeavesTheRestByteForByte()
    {
        var bedrock = new ScriptedBedrock().Refuse("tools.1.custom.eager_input_streaming: Extra inputs are not permitted").Answer(Answer);
        await using RunningGateway gateway = await StartAsync(bedrock);
        await gateway.SendAsync($$"""{"model":"{{Haiku}}","max_tokens":9,"tools":[ {"eager_input_streaming": true , "name":"a"}, {"name":"b","eager_input_streaming":true }, {"name":"c"} ],{{Asked}}}""");

        Assert.Equal($$"""{"max_tokens":9,"tools":[ {"name":"a"}, {"name":"b" }, {"name":"c"} ],{{Asked}},"anthropic_version":"bedrock-2023-05-31"}""", bedrock.Last.Text);
    }

    [Theory]
    [InlineData("messages: Field required")]
    [InlineData("messages.0.content.0.type: Extra inputs are not permitted")]
    [InlineData("tools.7.name: Extra inputs are not permitted")]
    [InlineData("The provided model identifier is invalid.")]
    public async Task Refusal_ThatTeachesNothing_IsTheAnswer(string refusal)
    {
        var bedrock = new ScriptedBedrock().Refuse(refusal);
        await using RunningGateway gateway = await StartAsync(bedrock);
        (int status, string body, _) = await gateway.SendAsync($$"""{"model":"{{Haiku}}","max_tokens":9,{{Asked}}}""");

        Assert.Equal((400, 1), (status, bedrock.Requests.Count));
        Assert.Contains(refusal, body, StringComparison.Ordinal);
        Assert.Contains("invalid_request_error", body, StringComparison.Ordinal);
    }

    /// <summary>A member may have an empty name; that is the caller's fault to be told, and none of the gateway's.</summary>
    [Theory]
    [InlineData("tools.0..x", "\"tools\":[{\"\":{\"x\":1}}]")]
    [InlineData(".0.x", "\"\":[{\"x\":1}]")]
    [InlineData("tools.0.x.", "\"tools\":[{\"x\":{\"\":1}}]")]
    public async Task Refusal_OfAMemberWithoutAName_IsTheAnswer(string path, string members)
    {
        var bedrock = new ScriptedBedrock().Refuse(path + ": Extra inputs are not permitted");
        await using RunningGateway gateway = await StartAsync(bedrock);
        (int status, string body, _) = await gateway.SendAsync($$"""{"model":"{{Haiku}}","max_tokens":9,{{members}},{{Asked}}}""");

        Assert.True(status == 400, body);
        Assert.Contains("Extra inputs are not permitted", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_OfTheSameAgain_IsTheAnswer()
    {
        var bedrock = new ScriptedBedrock().Refuse("context_management: Extra inputs are not permitted");
        await using RunningGateway gateway = await StartAsync(bedrock);
        (int status, _, _) = await gateway.SendAsync($$"""{"model":"{{Haiku}}","max_tokens":9,"context_management":{},{{Asked}}}""");

        Assert.Equal((400, 2), (status, bedrock.Requests.Count));
    }

    [Fact]
    public async Task Strict_NothingIsLeftOut()
    {
        var bedrock = new ScriptedBedrock().Refuse("context_management: Extra inputs are not permitted");
        await using RunningGateway gateway = await StartAsync(bedrock, "{\"bedrock\":{\"strictParameters\":true}}");
        (int learnt, _, _) = await gateway.SendAsync($$"""{"model":"{{Haiku}}","max_tokens":9,"context_management":{},{{Asked}}}""");
        Assert.Equal((400, 1), (learnt, bedrock.Requests.Count));

        (int known, string body, _) = await gateway.SendAsync($$"""{"model":"{{Sonnet45}}","max_tokens":9,"temperature":0.5,"top_p":0.5,{{Asked}}}""");
        Assert.Equal((400, 1), (known, bedrock.Requests.Count));
        Assert.Contains("strict parameters are on", body, StringComparison.Ordinal);

        (int beta, _, _) = await gateway.SendAsync($$"""{"model":"{{Haiku}}","max_tokens":9,{{Asked}}}""", ("anthropic-beta", "fast-mode-2026-02-01"));
        Assert.Equal((400, 1), (beta, bedrock.Requests.Count));
    }

    /// <summary>What the catalogue knows needs no refusal: the same rules as in the neutral lane.</summary>
    [Theory]
    [InlineData("\"temperature\":0.5,\"top_p\":0.7", "\"temperature\":0.5", "top_p")]
    [InlineData("\"temperature\":0.5,\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000},\"max_tokens\":4000", "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000}", "temperature")]
    [InlineData("\"temperature\":1,\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000},\"max_tokens\":4000", "\"temperature\":1", null)]
    [InlineData("\"stop_sequences\":[\" \",\"x\"]", "\"stop_sequences\":[\"x\"]", "stop_sequences")]
    public async Task Rules_OfTheCatalogue_AreSplicedIn(string members, string kept, string? told)
    {
        var bedrock = new ScriptedBedrock().Answer(Answer);
        await using RunningGateway gateway = await StartAsync(bedrock);
        (int status, string body, string? dropped) = await gateway.SendAsync($$"""{"model":"{{Sonnet45}}",{{members}},{{Asked}}}""");

        Assert.True(status == 200, body);
        Assert.Equal((told, 1), (dropped, bedrock.Requests.Count));
        Assert.Contains(kept, bedrock.Last.Text, StringComparison.Ordinal);
        Assert.True(told is null or "stop_sequences" || !bedrock.Last.Text.Contains($"\"{told}\"", StringComparison.Ordinal));
    }
}
