using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Guardrails;
using Outcrop.Bedrock.Tests.Converse;
using Outcrop.Bedrock.Tests.Surfaces;
using Outcrop.Testing;

namespace Outcrop.Bedrock.Tests.Guardrails;

public sealed class GuardrailTests
{
    [Fact]
    public void ApplyGuardrail_EveryKindOfContent_IsWritten()
    {
        var request = new ApplyGuardrailRequest
        {
            GuardrailIdentifier = "gr1",
            Source = "OUTPUT",
            OutputScope = "FULL",
            Content = [new GuardrailText("a") { Qualifiers = ["grounding_source", "query"] }, new GuardrailImage("png", new byte[] { 1, 2, 3 })],
        };
        var buffer = new ArrayBufferWriter<byte>();

        GuardrailJson.Write(request, buffer);

        JsonAssert.Equal(
            """{"source":"OUTPUT","outputScope":"FULL","content":[{"text":{"text":"a","qualifiers":["grounding_source","query"]}},{"image":{"format":"png","source":{"bytes":"AQID"}}}]}""",
            buffer.WrittenSpan);
    }

    [Fact]
    public void ApplyGuardrail_EveryPolicy_IsAFinding()
    {
        ApplyGuardrailResponse response = GuardrailJson.Read("""
            {"action":"GUARDRAIL_INTERVENED","outputs":[{"text":"no"}],"guardrailCoverage":{"textCharacters":{"guarded":3,"total":4}},
            "usage":{"topicPolicyUnits":1,"contentPolicyUnits":2,"contentPolicyImageUnits":null},
            "assessments":[{"topicPolicy":{"topics":[{"name":"money","type":"DENY","action":"BLOCKED","detected":true}]},
            "contentPolicy":{"filters":[{"type":"HATE","confidence":"LOW","filterStrength":"HIGH","action":"NONE","detected":false}]},
            "wordPolicy":{"customWords":[{"match":"darn","action":"BLOCKED"}],"managedWordLists":[{"match":"d","type":"PROFANITY","action":"BLOCKED"}]},
            "sensitiveInformationPolicy":{"piiEntities":[{"match":"a@b.c","type":"EMAIL","action":"ANONYMIZED"}],"regexes":[{"name":"id","match":"7","regex":"[0-9]","action":"BLOCKED"}]},
            "contextualGroundingPolicy":{"filters":[{"type":"GROUNDING","threshold":0.7,"score":0.2,"action":"BLOCKED"}]},"automatedReasoningPolicy":null,"invocationMetrics":{"guardrailProcessingLatency":5}}]}
            """u8.ToArray());

        Assert.Equal(
            ["topicPolicy DENY money  BLOCKED", "contentPolicy HATE   NONE", "wordPolicy   darn BLOCKED", "wordPolicy PROFANITY  d BLOCKED", "sensitiveInformationPolicy EMAIL  a@b.c ANONYMIZED", "sensitiveInformationPolicy  id 7 BLOCKED", "contextualGroundingPolicy GROUNDING   BLOCKED"],
            response.Findings.Select(finding => $"{finding.Policy} {finding.Type} {finding.Name} {finding.Match} {finding.Action}"));
        Assert.Equal((0.2, 0.7), (response.Findings[^1].Score, response.Findings[^1].Threshold));
        Assert.Equal((true, false), (response.Findings[0].Detected, response.Findings[1].Detected));
        Assert.Equal((1, 2, 2), (response.UsageUnits["topicPolicyUnits"], response.UsageUnits["contentPolicyUnits"], response.UsageUnits.Count));
        Assert.False(response.Coverage.IsEmpty);
        Assert.DoesNotContain("a@b.c", string.Concat(response.Findings), StringComparison.Ordinal);
    }

    [Fact]
    public void ApplyGuardrail_Recorded_HasItsFindingsAndUnits()
    {
        string folder = SharedFolder.Require("recordings", "guardrail");
        foreach (string file in Directory.GetFiles(folder, "*.json"))
        {
            using JsonDocument recording = JsonDocument.Parse(File.ReadAllBytes(file));
            JsonElement body = recording.RootElement.GetProperty("response").GetProperty("bodyJson");

            ApplyGuardrailResponse response = GuardrailJson.Read(System.Text.Encoding.UTF8.GetBytes(body.GetRawText()));

            int actions = body.GetProperty("assessments").GetRawText().Split("\"action\"").Length - 1;
            Assert.Equal(actions, response.Findings.Count);
            Assert.NotEmpty(response.UsageUnits);
        }
    }

    [Fact]
    public async Task InvokeGuardrailChecks_ThroughTheClient_ScoresAndPlaces()
    {
        using var handler = new SurfaceHandler(
            """
            {"results":{"contentFilter":{"results":[{"category":"HATE","severityScore":0.25}]},"promptAttack":{"results":[{"category":"JAILBREAK","severityScore":1}]},
            "sensitiveInformation":{"results":[{"type":"EMAIL","confidenceScore":0.9,"beginOffset":3,"endOffset":8,"messageIndex":0,"contentIndex":1}],"truncated":true}},
            "usage":{"contentFilter":{"textUnits":1},"promptAttack":{"textUnits":2}}}
            """);
        using BedrockClient client = handler.CreateClient();

        GuardrailChecksResponse response = await client.InvokeGuardrailChecksAsync(
            new GuardrailChecksRequest { Messages = [new GuardrailChecksMessage("user", ["a", "b"])], ContentFilter = ["HATE"], PromptAttack = ["JAILBREAK"], SensitiveInformation = ["EMAIL"] },
            TestContext.Current.CancellationToken);

        Assert.Equal([new GuardrailSeverity("HATE", 0.25)], response.ContentFilter);
        Assert.Equal([new GuardrailSeverity("JAILBREAK", 1)], response.PromptAttack);
        Assert.Equal([new GuardrailSensitivePlace("EMAIL", 0.9, 0, 1, 3, 8)], response.SensitiveInformation);
        Assert.True(response.IsTruncated);
        Assert.Equal((1, 2, 2), (response.TextUnits["contentFilter"], response.TextUnits["promptAttack"], response.TextUnits.Count));
        (string method, string uri, _, _, string body) = Assert.Single(handler.Requests);
        Assert.Equal(("POST", "https://bedrock-runtime.us-east-1.amazonaws.com/guardrail-checks/invoke"), (method, uri));
        JsonAssert.Equal(
            """
            {"messages":[{"role":"user","content":[{"text":"a"},{"text":"b"}]}],
            "checks":{"contentFilter":{"categories":[{"category":"HATE"}]},"promptAttack":{"categories":[{"category":"JAILBREAK"}]},"sensitiveInformation":{"entities":[{"type":"EMAIL"}]}}}
            """,
            System.Text.Encoding.UTF8.GetBytes(body));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"results":{"contentFilter":{"results":[{}]}}}""")]
    [InlineData("""{"results":{"sensitiveInformation":{"results":[{"type":"EMAIL"}]}}}""")]
    [InlineData("[]")]
    public void InvokeGuardrailChecks_AnswerOfAnotherShape_IsNoCleanBill(string body) =>
        Assert.Equal(BedrockErrorKind.UnexpectedResponse, Assert.Throws<BedrockException>(() => GuardrailChecksJson.Read(System.Text.Encoding.UTF8.GetBytes(body))).Kind);
}
