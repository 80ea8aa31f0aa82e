using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Outcrop.Emulator.Recordings;

/// <summary>Compares a recorded body with one that was sent, whatever the order of members and the writing of numbers.</summary>
internal static partial class RecordedJson
{
    /// <summary>Where they differ first, as a JSON path; <see langword="null"/> when they are equal.</summary>
    public static string? Difference(JsonElement recorded, JsonElement sent, string path = "$")
    {
        if (recorded.ValueKind != sent.ValueKind)
        {
            return path;
        }

        return recorded.ValueKind switch
        {
            JsonValueKind.Object => InObject(recorded, sent, path),
            JsonValueKind.Array => InArray(recorded, sent, path),
            JsonValueKind.String => SameText(recorded, sent) ? null : path,
            JsonValueKind.Undefined or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null or _ =>
                JsonElement.DeepEquals(recorded, sent) ? null : path,
        };
    }

    /// <summary>How alike they are, from 0 to 1: the share of leaves that both have.</summary>
    public static double Likeness(JsonElement one, JsonElement other)
    {
        var left = new HashSet<string>(StringComparer.Ordinal);
        var right = new HashSet<string>(StringComparer.Ordinal);
        Collect(one, "$", left);
        Collect(other, "$", right);
        int common = left.Count(right.Contains);
        return left.Count + right.Count == 0 ? 1 : (double)common / (left.Count + right.Count - common);
    }

    private static string? InObject(JsonElement recorded, JsonElement sent, string path)
    {
        int members = 0;
        foreach (JsonProperty member in recorded.EnumerateObject())
        {
            members++;
            string inside = $"{path}.{member.Name}";
            if (!sent.TryGetProperty(member.Name, out JsonElement other))
            {
                return inside;
            }

            if (Difference(member.Value, other, inside) is { } difference)
            {
                return difference;
            }
        }

        if (sent.GetPropertyCount() == members)
        {
            return null;
        }

        foreach (JsonProperty member in sent.EnumerateObject())
        {
            if (!recorded.TryGetProperty(member.Name, out _))
            {
                return $"{path}.{member.Name}";
            }
        }

        return null;
    }

    private static string? InArray(JsonElement recorded, JsonElement sent, string path)
    {
        int length = recorded.GetArrayLength();
        for (int i = 0; i < Math.Min(length, sent.GetArrayLength()); i++)
        {
            if (Difference(recorded[i], sent[i], $"{path}[{i}]") is { } difference)
            {
                return difference;
            }
        }

        return length == sent.GetArrayLength() ? null : $"{path}[{Math.Min(length, sent.GetArrayLength())}]";
    }

    /// <summary>Recordings leave long media out and keep its length and beginning.</summary>
    private static bool SameText(JsonElement recorded, JsonElement sent)
    {
        if (JsonElement.DeepEquals(recorded, sent))
        {
            return true;
        }

        Match elided = Elided().Match(recorded.GetString()!);
        return elided.Success && sent.GetString()!.StartsWith(elided.Groups["head"].Value, StringComparison.Ordinal)
            && sent.GetString()!.Length.ToString(CultureInfo.InvariantCulture) == elided.Groups["length"].Value;
    }

    private static void Collect(JsonElement value, string path, HashSet<string> leaves)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    Collect(member.Value, $"{path}.{member.Name}", leaves);
                }

                break;
            case JsonValueKind.Array:
                for (int i = 0; i < value.GetArrayLength(); i++)
                {
                    Collect(value[i], $"{path}[{i}]", leaves);
                }

                break;
            case JsonValueKind.Undefined or JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null:
            default:
                leaves.Add($"{path}={value}");
                break;
        }
    }

    [GeneratedRegex("^<elided base64 len=(?<length>[0-9]+) sha256=[0-9a-f]+ head=(?<head>[^>]*)>$", RegexOptions.CultureInvariant)]
    private static partial Regex Elided();
}
