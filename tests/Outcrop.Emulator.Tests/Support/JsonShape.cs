using System.Text.Json;

namespace Outcrop.Emulator.Tests.Support;

/// <summary>What a JSON value looks like: members and types, whatever the values.</summary>
internal static class JsonShape
{
    /// <summary>The places where two values differ in members or types. Arrays are compared by their first items; null fits anything.</summary>
    public static IEnumerable<string> Differences(JsonElement expected, JsonElement actual, string at = "")
    {
        if (expected.ValueKind == JsonValueKind.Null || actual.ValueKind == JsonValueKind.Null)
        {
            yield break;
        }

        if (Kind(expected) != Kind(actual))
        {
            yield return $"{at}: {expected.ValueKind} became {actual.ValueKind}";
            yield break;
        }

        if (expected.ValueKind == JsonValueKind.Object)
        {
            string[] names = [.. expected.EnumerateObject().Select(member => member.Name)];
            string[] found = [.. actual.EnumerateObject().Select(member => member.Name)];
            foreach (string name in names.Except(found).Select(name => "-" + name).Concat(found.Except(names).Select(name => "+" + name)))
            {
                yield return $"{at}/{name}";
            }

            foreach (string difference in names.Intersect(found).SelectMany(name => Differences(expected.GetProperty(name), actual.GetProperty(name), $"{at}/{name}")))
            {
                yield return difference;
            }
        }
        else if (expected.ValueKind == JsonValueKind.Array && expected.GetArrayLength() > 0 && actual.GetArrayLength() > 0)
        {
            foreach (string difference in Differences(expected[0], actual[0], at + "/0"))
            {
                yield return difference;
            }
        }
    }

    private static JsonValueKind Kind(JsonElement value) => value.ValueKind == JsonValueKind.False ? JsonValueKind.True : value.ValueKind;
}
