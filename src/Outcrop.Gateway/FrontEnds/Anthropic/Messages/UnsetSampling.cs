using System.Globalization;
using System.Text.Json;
using Outcrop.Bedrock.Native.Splicing;
using Outcrop.Wire.Json;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary>
/// <c>top_p</c> and <c>top_k</c> of -1: Anthropic's own service takes it for "not set", and LangChain sent it with every request for years. Bedrock refuses it, and the next number that is none would
/// change every answer. Source: https://docs.anthropic.com/en/api/complete (its defaults), @langchain/anthropic 0.3.
/// </summary>
internal static class UnsetSampling
{
    private static readonly JsonPlace[] s_places = [JsonPlace.Parse("top_p"), JsonPlace.Parse("top_k")];

    /// <summary>Whether a member says that it is not set.</summary>
    /// <param name="body">The request's object.</param>
    /// <param name="name">The member.</param>
    public static bool Is(JsonElement body, string name) =>
        RequestJson.TryGet(body, name, out JsonElement member) && member.ValueKind == JsonValueKind.Number && member.TryGetDouble(out double number) && number is -1;

    /// <summary>Where a body that goes out as it came says so.</summary>
    /// <param name="body">The body.</param>
    public static IReadOnlyList<JsonFind> Find(JsonEnvelope body)
    {
        JsonPlace[] unset = Array.FindAll(s_places, place => body.TryGet(place.Text, out JsonMember member) && IsUnset(body.GetValue(member).Span));
        return unset.Length == 0 ? [] : JsonPlaceFinder.Find(body, unset);
    }

    private static bool IsUnset(ReadOnlySpan<byte> value) =>
        value is [(byte)'-', ..] && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number is -1;
}
