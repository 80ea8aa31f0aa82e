using System.Text.Json;

namespace Outcrop.Bedrock.Converse;

/// <summary>Finds what a guardrail did among the raw members of an answer: Converse's <c>trace</c>, InvokeModel's <c>amazon-bedrock-trace</c> and <c>amazon-bedrock-guardrailAction</c>.</summary>
internal static class GuardrailOutcome
{
    /// <summary>The trace among an answer's members.</summary>
    public static RawJson TraceOf(IReadOnlyDictionary<string, RawJson> members) =>
        members.TryGetValue("trace", out RawJson trace) || members.TryGetValue("amazon-bedrock-trace", out trace) ? Member(trace, "guardrail") : default;

    /// <summary>Whether the action says that it stepped in.</summary>
    public static bool Intervened(IReadOnlyDictionary<string, RawJson> members) =>
        members.TryGetValue("amazon-bedrock-guardrailAction", out RawJson action) && action.Utf8.Span.SequenceEqual("\"INTERVENED\""u8);

    /// <summary>The trace of a metadata event.</summary>
    public static RawJson TraceOf(RawJson metadata) => Member(metadata, "trace") is { IsEmpty: false } trace || (trace = Member(metadata, "amazon-bedrock-trace")) is { IsEmpty: false } ? Member(trace, "guardrail") : default;

    private static RawJson Member(RawJson json, string name)
    {
        if (json.IsEmpty)
        {
            return default;
        }

        using JsonDocument document = JsonDocument.Parse(json.Utf8, ConverseJson.DocumentOptions);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out JsonElement value) ? ConverseJson.Raw(value) : default;
    }
}
