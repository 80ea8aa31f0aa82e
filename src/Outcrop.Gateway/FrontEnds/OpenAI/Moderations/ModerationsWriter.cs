using System.Text.Json;
using Outcrop.Bedrock.Guardrails;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Moderations;

/// <summary>Writes a guardrail's judgements as OpenAI's moderation results.</summary>
internal static class ModerationsWriter
{
    /// <summary>Writes the answer's object.</summary>
    /// <param name="json">Where it goes.</param>
    /// <param name="judgements">The judgements.</param>
    /// <param name="inputs">What was judged, in the same order.</param>
    /// <param name="call">The call.</param>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<ApplyGuardrailResponse> judgements, IReadOnlyList<ModerationInput> inputs, ExchangeCall call)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, "modr-" + call.RequestId);
        json.WriteString("model"u8, call.Route.RequestedModel);
        json.WriteStartArray("results"u8);
        for (int i = 0; i < judgements.Count; i++)
        {
            WriteResult(json, judgements[i], inputs[i]);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, ApplyGuardrailResponse judgement, ModerationInput input)
    {
        json.WriteStartObject();
        json.WriteBoolean("flagged"u8, judgement.Intervened);
        json.WriteStartObject("categories"u8);
        foreach (string category in ModerationCategories.All)
        {
            json.WriteBoolean(category, ModerationCategories.IsFound(category, judgement.Findings));
        }

        json.WriteEndObject();
        json.WriteStartObject("category_scores"u8);
        foreach (string category in ModerationCategories.All)
        {
            json.WriteNumber(category, ModerationCategories.ScoreOf(category, judgement.Findings));
        }

        json.WriteEndObject();
        json.WriteStartObject("category_applied_input_types"u8);
        foreach (string category in ModerationCategories.All)
        {
            WriteTypes(json, category, input);
        }

        json.WriteEndObject();
        WriteFindings(json, judgement);
        json.WriteEndObject();
    }

    private static void WriteTypes(Utf8JsonWriter json, string category, ModerationInput input)
    {
        json.WriteStartArray(category);
        if (input.HasText)
        {
            json.WriteStringValue("text"u8);
        }

        if (input.HasImage)
        {
            json.WriteStringValue("image"u8);
        }

        json.WriteEndArray();
    }

    /// <summary>All that was found, but not the words that it was found in: they may be what the guardrail keeps secret.</summary>
    private static void WriteFindings(Utf8JsonWriter json, ApplyGuardrailResponse judgement)
    {
        json.WriteStartObject("bedrock"u8);
        json.WriteString("action"u8, judgement.Action);
        json.WriteStartArray("findings"u8);
        foreach (GuardrailFinding finding in judgement.Findings)
        {
            json.WriteStartObject();
            json.WriteString("policy"u8, finding.Policy);
            json.WriteString("type"u8, finding.Type);
            json.WriteString("name"u8, finding.Name);
            json.WriteString("action"u8, finding.Action);
            json.WriteString("confidence"u8, finding.Confidence);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
