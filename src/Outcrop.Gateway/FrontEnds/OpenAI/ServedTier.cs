using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;

namespace Outcrop.Gateway.FrontEnds.OpenAI;

/// <summary>The tier that an answer was served in, which callers reckon their costs by: not the one that was asked for, where the model has no such tier.</summary>
internal static class ServedTier
{
    private const string Member = "serviceTier";
    private const string Usual = "default";

    /// <summary>Its name.</summary>
    /// <param name="asked">What was asked for; <see langword="null"/> for nothing in particular.</param>
    /// <param name="dropped">What was left out of the request.</param>
    /// <param name="told">What the answer tells besides its message, if it has come.</param>
    public static string Of(string? asked, IReadOnlyList<DroppedParameter> dropped, IReadOnlyDictionary<string, RawJson>? told = null)
    {
        if (told is not null && told.TryGetValue(Member, out RawJson tier))
        {
            using JsonDocument document = JsonDocument.Parse(tier.Utf8);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String)
            {
                return type.GetString()!;
            }
        }

        foreach (DroppedParameter parameter in dropped)
        {
            if (parameter.Name == Member)
            {
                return Usual;
            }
        }

        return asked ?? Usual;
    }
}
