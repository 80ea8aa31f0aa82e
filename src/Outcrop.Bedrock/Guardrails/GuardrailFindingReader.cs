using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Guardrails;

/// <summary>Flattens the assessments of a guardrail: policies hold lists of findings, under names of their own.</summary>
internal static class GuardrailFindingReader
{
    private static readonly string[] s_policies = ["topicPolicy", "contentPolicy", "wordPolicy", "sensitiveInformationPolicy", "contextualGroundingPolicy"];

    /// <summary>Reads the findings of all assessments.</summary>
    public static List<GuardrailFinding> Read(JsonElement assessments)
    {
        var findings = new List<GuardrailFinding>();
        foreach (JsonElement assessment in assessments.EnumerateArray())
        {
            foreach (string policy in s_policies)
            {
                if (assessment.ValueKind == JsonValueKind.Object && assessment.TryGetProperty(policy, out JsonElement lists) && lists.ValueKind == JsonValueKind.Object)
                {
                    ReadPolicy(policy, lists, findings);
                }
            }
        }

        return findings;
    }

    private static void ReadPolicy(string policy, JsonElement lists, List<GuardrailFinding> findings)
    {
        foreach (JsonProperty list in lists.EnumerateObject())
        {
            if (list.Value.ValueKind != JsonValueKind.Array)
            {
                continue;
            }

            foreach (JsonElement finding in list.Value.EnumerateArray())
            {
                if (ConverseJson.GetString(finding, "action") is { } action)
                {
                    findings.Add(new GuardrailFinding
                    {
                        Policy = policy,
                        Type = ConverseJson.GetString(finding, "type"),
                        Name = ConverseJson.GetString(finding, "name"),
                        Match = ConverseJson.GetString(finding, "match"),
                        Action = action,
                        Detected = finding.TryGetProperty("detected", out JsonElement detected) && detected.ValueKind is JsonValueKind.True or JsonValueKind.False ? detected.GetBoolean() : null,
                        Confidence = ConverseJson.GetString(finding, "confidence"),
                        Score = Number(finding, "score"),
                        Threshold = Number(finding, "threshold"),
                    });
                }
            }
        }
    }

    private static double? Number(JsonElement finding, string name) => finding.TryGetProperty(name, out JsonElement number) && number.ValueKind == JsonValueKind.Number ? number.GetDouble() : null;
}
