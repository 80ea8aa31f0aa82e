using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Guardrails;
using Outcrop.Bedrock.Rerank;
using Outcrop.Bedrock.Tokens;

namespace Outcrop.Recordings;

/// <summary>Compares the answers that are neither chat nor vectors: reranking, guardrails, token counts.</summary>
internal static class OtherAnswers
{
    /// <summary>Whether the recording is an answer of a reranking model the client knows.</summary>
    public static bool IsRerank(Recording recording) => RerankFamilies.TryFind(ModelId.Parse(recording.ModelId)) is not null;

    /// <summary>Checks places and scores.</summary>
    public static Outcome CheckRerank(Recording recording)
    {
        RerankResponse ours = ReadRerank(recording);
        string expected = string.Join(' ', recording.BodyJson.GetProperty("results").EnumerateArray().Select(result => $"{result.GetProperty("index").GetRawText()}={result.GetProperty("relevance_score").GetDouble():R}"));
        return Equal(string.Join(' ', ours.Results.Select(result => $"{result.Index}={result.RelevanceScore:R}")), expected);
    }

    /// <summary>Takes in all that our reading of a reranking holds.</summary>
    public static void AddRerankTo(ResponseMembers members, Recording recording)
    {
        RerankResponse ours = ReadRerank(recording);
        foreach (RerankResult result in ours.Results)
        {
            members.Add(result.Index);
            members.Add(result.RelevanceScore);
        }

        members.Add(ours.InputTokens);
        members.Add(ours.AdditionalMembers);
    }

    /// <summary>Checks a guardrail's judgement.</summary>
    public static Outcome CheckGuardrail(Recording recording)
    {
        ApplyGuardrailResponse ours = GuardrailJson.Read(recording.Body);
        JsonElement body = recording.BodyJson;
        string outputs = body.TryGetProperty("outputs", out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? string.Concat(list.EnumerateArray().Select(output => "|" + output.GetProperty("text").GetString())) : "";
        string expected = $"{body.GetProperty("action").GetString()}|{(body.TryGetProperty("actionReason", out JsonElement reason) ? reason.GetString() : null)}{outputs}";
        Outcome words = Equal($"{ours.Action}|{ours.ActionReason}{string.Concat(ours.Outputs.Select(output => "|" + output))}", expected);
        return words.Kind == OutcomeKind.Failed ? words
            : !SameJson(ours.Assessments.Utf8, body, "assessments") ? new Outcome(OutcomeKind.Failed, "the assessments differ")
            : !SameJson(ours.Usage.Utf8, body, "usage") ? new Outcome(OutcomeKind.Failed, "the usage differs")
            : words;
    }

    /// <summary>Checks a count.</summary>
    public static Outcome CheckCount(Recording recording) =>
        Equal(CountTokensJson.Read(recording.Body).InputTokens.ToString(System.Globalization.CultureInfo.InvariantCulture), recording.BodyJson.GetProperty("inputTokens").GetRawText());

    private static RerankResponse ReadRerank(Recording recording) =>
        RerankFamilies.Find(ModelId.Parse(recording.ModelId)).ReadResponse(recording.Body, OurReading.HeadersOf(recording), int.MaxValue);

    private static Outcome Equal(string ours, string expected) => ours == expected ? new Outcome(OutcomeKind.Decoded) : new Outcome(OutcomeKind.Failed, $"{ours} instead of {expected}");

    private static bool SameJson(ReadOnlyMemory<byte> ours, JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out JsonElement expected) || expected.ValueKind == JsonValueKind.Null)
        {
            return ours.IsEmpty;
        }

        using JsonDocument document = JsonDocument.Parse(Encoding.UTF8.GetString(ours.Span));
        return JsonEquality.Equal(document.RootElement, expected);
    }
}
