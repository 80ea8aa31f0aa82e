using System.Text.Json;

namespace Outcrop.Recordings;

/// <summary>Whether two JSON values are the same, the order of members and the spelling of numbers and strings aside.</summary>
public static class JsonEquality
{
    /// <summary>Compares.</summary>
    public static bool Equal(JsonElement left, JsonElement right) => Difference(left, right, "$") is null;

    /// <summary>The first difference; <see langword="null"/> when there is none.</summary>
    public static string? Difference(JsonElement left, JsonElement right, string path)
    {
        if (left.ValueKind != right.ValueKind)
        {
            return $"{path}: {left.ValueKind} instead of {right.ValueKind}";
        }

        return left.ValueKind switch
        {
            JsonValueKind.Object => Objects(left, right, path),
            JsonValueKind.Array => Arrays(left, right, path),
            JsonValueKind.String => left.GetString() == right.GetString() ? null : $"{path}: another string",
            JsonValueKind.Number => left.GetDouble().Equals(right.GetDouble()) ? null : $"{path}: {left.GetRawText()} instead of {right.GetRawText()}",
            _ => null,
        };
    }

    private static string? Objects(JsonElement left, JsonElement right, string path)
    {
        int count = 0;
        foreach (JsonProperty member in right.EnumerateObject())
        {
            count++;
            if (!left.TryGetProperty(member.Name, out JsonElement ours))
            {
                return $"{path}.{member.Name}: missing";
            }

            if (Difference(ours, member.Value, $"{path}.{member.Name}") is { } difference)
            {
                return difference;
            }
        }

        foreach (JsonProperty member in left.EnumerateObject())
        {
            count--;
            if (count < 0 && !right.TryGetProperty(member.Name, out _))
            {
                return $"{path}.{member.Name}: too much";
            }
        }

        return count == 0 ? null : $"{path}: another number of members";
    }

    private static string? Arrays(JsonElement left, JsonElement right, string path)
    {
        if (left.GetArrayLength() != right.GetArrayLength())
        {
            return $"{path}: {left.GetArrayLength()} items instead of {right.GetArrayLength()}";
        }

        for (int i = 0; i < left.GetArrayLength(); i++)
        {
            if (Difference(left[i], right[i], $"{path}[{i}]") is { } difference)
            {
                return difference;
            }
        }

        return null;
    }
}
