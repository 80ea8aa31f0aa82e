using System.Text.Json;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Moderations;

public class ModerationsTests
{
    private const string Path = "/v1/moderations";
    private const string Configured = """{"moderation":{"guardrail":"guardrail1234","version":"1"} }""";

    private const string Definition =
        """
        {"name":"all","blockedInputMessaging":"no","blockedOutputsMessaging":"no",
         "contentPolicyConfig":{"filtersConfig":[{"type":"VIOLENCE","inputStrength":"HIGH","outputStrength":"HIGH"}]},
         "wordPolicyConfig":{"wordsConfig":[{"text":"forbidden fruit"}]},
         "sensitiveInformationPolicyConfig":{"piiEntitiesConfig":[{"type":"EMAIL","action":"ANONYMIZE"}]}}
        """;

    [Fact]
    public async Task Unconfigured_Is404ThatSaysWhy()
    {
        await using EmulatedPair gateway = await StartAsync("{}");
        Assert.Contains("moderation.guardrail", (await gateway.PostAsync(Path, """{"input":"a"}""")).Refused(404));
        Assert.Empty(gateway.Emulator.Journal);
    }

    [Fact]
    public async Task ListOfTexts_HasAJudgementEachInOrder()
    {
        await using EmulatedPair gateway = await StartAsync(Configured);
        JsonElement body = (await gateway.PostAsync(Path, """{"model":"omni-moderation-latest","input":["a kind word","I will kill and murder you with a bomb","mail me@example.com","forbidden fruit"]}""")).Good;
        Assert.Equal("omni-moderation-latest", body.GetProperty("model").GetString());
        Assert.StartsWith("modr-", body.GetProperty("id").GetString(), StringComparison.Ordinal);
        JsonElement[] results = [.. body.GetProperty("results").EnumerateArray()];
        Assert.Equal([false, true, true, true], results.Select(static result => result.GetProperty("flagged").GetBoolean()));
        Assert.Equal([false, true, false, false], results.Select(static result => result.GetProperty("categories").GetProperty("violence").GetBoolean()));
        Assert.True(results[1].GetProperty("category_scores").GetProperty("violence").GetDouble() > 0);
        Assert.Equal(0, results[0].GetProperty("category_scores").GetProperty("violence").GetDouble());
        Assert.All(results, static result => Assert.Equal(13, result.GetProperty("categories").EnumerateObject().Count()));
        Assert.Equal("sensitiveInformationPolicy", results[2].GetProperty("bedrock").GetProperty("findings")[0].GetProperty("policy").GetString());
        Assert.Equal("wordPolicy", results[3].GetProperty("bedrock").GetProperty("findings")[0].GetProperty("policy").GetString());

        // What was found may be what the guardrail is to keep secret.
        Assert.DoesNotContain("me@example.com", body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(4, gateway.Emulator.Journal.Count);
        Assert.All(gateway.Emulator.Journal, static request => Assert.Contains("/guardrail/guardrail1234/version/1/apply", request.Path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ListOfParts_HasOneJudgement()
    {
        await using EmulatedPair gateway = await StartAsync(Configured);
        JsonElement body = (await gateway.PostAsync(Path, """{"input":[{"type":"text","text":"forbidden fruit"},{"type":"text","text":"and more"}]}""")).Good;
        JsonElement result = Assert.Single(body.GetProperty("results").EnumerateArray());
        Assert.True(result.GetProperty("flagged").GetBoolean());
        Assert.Equal("text", result.GetProperty("category_applied_input_types").GetProperty("hate")[0].GetString());
        Assert.Equal(2, Assert.Single(gateway.Sent).GetProperty("content").GetArrayLength());
    }

    [Theory]
    [InlineData("{}", "input")]
    [InlineData("""{"input":[]}""", "input")]
    [InlineData("""{"input":["a",""]}""", "input[1]")]
    [InlineData("""{"input":[{"type":"audio"}]}""", "input[0].type")]
    [InlineData("""{"input":[{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}""", "input[0].image_url.url")]
    [InlineData("""{"input":[{"type":"image_url","image_url":{"url":"data:image/gif;base64,R0lGOA=="}}]}""", "input[0].image_url.url")]
    public async Task BadRequest_IsNamedAndNeverSent(string json, string parameter)
    {
        await using EmulatedPair gateway = await StartAsync(Configured);
        (await gateway.PostAsync(Path, json)).Refused(400, parameter);
        Assert.Empty(gateway.Emulator.Journal);
    }

    [Theory]
    [InlineData("""{"moderation":{"guardrail":"../x"} }""", "$.moderation.guardrail")]
    [InlineData("""{"moderation":{"guardrail":"abc","version":"latest"} }""", "$.moderation.version")]
    [InlineData("""{"moderation":{"guardrails":"abc"} }""", "$.moderation.guardrails")]
    public void BadSettings_AreFaultsWithTheirPath(string json, string path)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("outcrop.json", json);
        OutcropConfigurationException exception = Assert.Throws<OutcropConfigurationException>(() => OutcropConfiguration.Load(file, new Dictionary<string, string>(), folder.Path));
        Assert.Contains(exception.Faults, fault => fault.Path == path);
    }

    private static Task<EmulatedPair> StartAsync(string json) => EmulatedPair.StartAsync(json, static options => options.Guardrails["guardrail1234"] = Definition);
}
