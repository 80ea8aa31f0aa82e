using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Families;

/// <summary>Brings a family's answer into Converse's shape.</summary>
internal static class FamilyResponse
{
    /// <summary>Builds the answer.</summary>
    /// <param name="body">The family's body.</param>
    /// <param name="content">What the model said.</param>
    /// <param name="stopReason">Why it stopped; a guardrail that stepped in overrules it, as in Converse.</param>
    /// <param name="usage">The counts of the body.</param>
    /// <param name="headers">The counts of the headers.</param>
    /// <param name="known">The paths of the members that the others hold, such as <c>results[0].outputText</c>; every other one is kept raw.</param>
    public static ConverseResponse Build(JsonElement body, IEnumerable<ContentBlock> content, StopReason stopReason, UsageCounter usage, InvokeModelHeaders headers, params ReadOnlySpan<string> known)
    {
        usage.ReadMetrics(body);
        usage.FillFrom(headers);
        var others = new Dictionary<string, RawJson>(StringComparer.Ordinal);
        foreach (JsonProperty member in body.EnumerateObject())
        {
            if (known.Contains(member.Name))
            {
                continue;
            }

            List<string> behind = JsonRemainder.Behind(known.ToArray(), member.Name);
            RawJson rest = behind.Count == 0 ? ConverseJson.Raw(member.Value) : JsonRemainder.Of(member.Value, behind);
            if (!rest.IsEmpty)
            {
                others[member.Name] = rest;
            }
        }

        return new ConverseResponse
        {
            Message = new Message(ConversationRole.Assistant, content),
            StopReason = Intervened(body) ? StopReason.GuardrailIntervened : stopReason,
            Usage = usage.ToUsage(),
            LatencyMilliseconds = usage.Latency,
            AdditionalMembers = others,
        };
    }

    /// <summary>Whether a guardrail stepped in. Blocked answers of some families have no stop reason of their own then.</summary>
    public static bool Intervened(JsonElement body) =>
        body.TryGetProperty("amazon-bedrock-guardrailAction", out JsonElement action) && action.ValueKind == JsonValueKind.String && action.ValueEquals("INTERVENED"u8);
}
