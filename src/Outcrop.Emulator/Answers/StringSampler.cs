using System.Globalization;
using System.Text.Json;

namespace Outcrop.Emulator.Answers;

/// <summary>Strings of a format, a pattern or a length.</summary>
internal static class StringSampler
{
    /// <summary>A text that is asked for is no longer than the shortest that a schema can demand.</summary>
    private const int LongestText = 4096;

    public static string Sample(SchemaView view, string name, string userText, int variant, SampleBudget budget)
    {
        string number = variant.ToString(CultureInfo.InvariantCulture);
        int least = view.Least("minLength");
        int most = view.Most("maxLength");
        if (view.Member("pattern") is { ValueKind: JsonValueKind.String } pattern && PatternSampler.Sample(pattern.GetString()!, least, most, budget) is { } match)
        {
            return match;
        }

        string text = (view.Member("format") is { ValueKind: JsonValueKind.String } format ? format.GetString() : null) switch
        {
            "date-time" => $"2026-01-01T00:00:{variant % 60:00}Z",
            "date" => $"2026-01-{(variant % 28) + 1:00}",
            "time" => $"00:00:{variant % 60:00}Z",
            "duration" => $"P{variant + 1}D",
            "email" or "idn-email" => variant == 0 ? "user@example.com" : $"user{number}@example.com",
            "hostname" => variant == 0 ? "example.com" : $"host{number}.example.com",
            "ipv4" => $"192.0.2.{(variant % 254) + 1}",
            "ipv6" => $"2001:db8::{(variant + 1).ToString("x", CultureInfo.InvariantCulture)}",
            "uri" or "url" or "iri" => "https://example.com/" + (variant == 0 ? "" : number),
            "uri-reference" => "/" + number,
            "uuid" => $"00000000-0000-4000-8000-{variant.ToString("x12", CultureInfo.InvariantCulture)}",
            "json-pointer" => "/" + number,
            "regex" => ".*",
            _ => Plain(name, userText) + (variant == 0 ? "" : number),
        };
        text = text.Length < least ? text.PadRight(least, 'x') : text;
        return text.Length <= most ? text : variant == 0 ? Cut(text, most) : Cut(number + text, most);
    }

    private static string Plain(string name, string userText) =>
        name is "query" or "text" or "message" or "prompt" or "input" or "question" && userText.Length > 0 ? Cut(userText, LongestText) : "sample";

    private static string Cut(string text, int length)
    {
        length = Math.Max(0, length);
        return text[..(length > 0 && length < text.Length && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}
