using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Outcrop.Emulator.Recordings;

/// <summary>Compares a recorded body with one that was sent, whatever the order of members and the writing of numbers.</summary>
internal static partial class RecordedJson
{
    /// <summary>A path that callers nest and name is cut where no reader needs more of it.</summary>
    private const int LongestPath = 500;

    /// <summary>Where they differ first, as a JSON path; <see langword="null"/> when they are equal.</summary>
    public static string? Difference(JsonElement recorded, JsonElement sent) => Inside(recorded, sent) is not { } path ? null
        : path.Length <= LongestPath ? "$" + path : $"${path[..LongestPath]}…";

    /// <summary>The path from here, put together only once there is a difference: bodies are large, and are compared with many recordings.</summary>
    private static string? Inside(JsonElement recorded, JsonElement sent)
    {
        if (recorded.ValueKind != sent.ValueKind)
        {
            return "";
        }

        return recorded.ValueKind switch
        {
            JsonValueKind.Object => InObject(recorded, sent),
            JsonValueKind.Array => InArray(recorded, sent),
            JsonValueKind.String => SameText(recorded, sent) ? null : "",
            JsonValueKind.Undefined or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null or _ =>
                JsonElement.DeepEquals(recorded, sent) ? null : "",
        };
    }

    /// <summary>How alike they are, from 0 to 1: the share of leaves that both have.</summary>
    public static double Likeness(JsonElement one, JsonElement other)
    {
        var left = new HashSet<long>();
        var right = new HashSet<long>();
        Collect(one, 0, left);
        Collect(other, 0, right);
        int common = left.Count(right.Contains);
        return left.Count + right.Count == 0 ? 1 : (double)common / (left.Count + right.Count - common);
    }

    private static string? InObject(JsonElement recorded, JsonElement sent)
    {
        int members = 0;
        foreach (JsonProperty member in recorded.EnumerateObject())
        {
            members++;
            if (!sent.TryGetProperty(member.Name, out JsonElement other))
            {
                return $".{member.Name}";
            }

            if (Inside(member.Value, other) is { } difference)
            {
                return $".{member.Name}{difference}";
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
                return $".{member.Name}";
            }
        }

        return null;
    }

    private static string? InArray(JsonElement recorded, JsonElement sent)
    {
        // Not by index: an array of objects is walked from its beginning for each.
        int i = 0;
        foreach ((JsonElement mine, JsonElement other) in recorded.EnumerateArray().Zip(sent.EnumerateArray()))
        {
            if (Inside(mine, other) is { } difference)
            {
                return $"[{i}]{difference}";
            }

            i++;
        }

        return recorded.GetArrayLength() == sent.GetArrayLength() ? null : $"[{i}]";
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

    /// <summary>Leaves are told apart by the hashes of their paths and values: as texts they could be many times as long as the body.</summary>
    private static void Collect(JsonElement value, long path, HashSet<long> leaves)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    Collect(member.Value, Hash(MemoryMarshal.AsBytes(member.Name.AsSpan()), path), leaves);
                }

                break;
            case JsonValueKind.Array:
                long place = 0;
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Collect(item, Hash([], unchecked(path + ++place)), leaves);
                }

                break;
            case JsonValueKind.Undefined or JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null:
            default:
                leaves.Add(Hash(MemoryMarshal.AsBytes(value.ToString().AsSpan()), unchecked(path - 1)));
                break;
        }
    }

    private static long Hash(ReadOnlySpan<byte> bytes, long seed) => unchecked((long)XxHash3.HashToUInt64(bytes, seed));

    [GeneratedRegex("^<elided base64 len=(?<length>[0-9]+) sha256=[0-9a-f]+ head=(?<head>[^>]*)>$", RegexOptions.CultureInvariant)]
    private static partial Regex Elided();
}
