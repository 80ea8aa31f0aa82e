using System.Globalization;
using System.Text.Json;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Validation;

/// <summary>What the rules share: how a refusal is thrown, and how members are looked at.</summary>
internal static class Refusal
{
    /// <summary>Converse puts what a model refuses behind this.</summary>
    public const string ModelErrors = "The model returned the following errors: ";

    public static AwsErrorException Of(string message) => new(AwsError.Validation(message));

    /// <summary>A member that is there and not null.</summary>
    public static JsonElement? Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string? Text(JsonElement parent, string name) => Member(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The elements of a member that is an array; none otherwise.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    public static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
