using System.Globalization;
using System.Text;
using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Personas;

/// <summary>Reads request bodies, with the refusals that the JSON schemas in front of the models share.</summary>
internal static class JsonBody
{
    /// <summary>Refuses members that a body may not have.</summary>
    /// <exception cref="AwsErrorException">There is one.</exception>
    public static void AllowOnly(JsonElement body, string pointer, params ReadOnlySpan<string> keys)
    {
        foreach (JsonProperty member in body.EnumerateObject())
        {
            if (!keys.Contains(member.Name))
            {
                throw new AwsErrorException(AwsError.ExtraneousKey(pointer, member.Name));
            }
        }
    }

    /// <exception cref="AwsErrorException">The member is not there.</exception>
    public static JsonElement Require(JsonElement body, string pointer, string key) =>
        body.TryGetProperty(key, out JsonElement value) ? value : throw new AwsErrorException(AwsError.RequiredKey(pointer, key));

    /// <exception cref="AwsErrorException">The member is there and no string.</exception>
    public static string? OptionalString(JsonElement body, string pointer, string key) =>
        !body.TryGetProperty(key, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw WrongType($"{pointer}/{key}", "String", value);

    /// <exception cref="AwsErrorException">The member is not there, or no string.</exception>
    public static string RequiredString(JsonElement body, string pointer, string key)
    {
        Require(body, pointer, key);
        return OptionalString(body, pointer, key) ?? throw WrongType($"{pointer}/{key}", "String", body.GetProperty(key));
    }

    /// <exception cref="AwsErrorException">The member is there and no number within the bounds.</exception>
    public static double? OptionalNumber(JsonElement body, string pointer, string key, double least = double.MinValue, double most = double.MaxValue)
    {
        if (!body.TryGetProperty(key, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number)
        {
            throw WrongType($"{pointer}/{key}", "Number", value);
        }

        double number = value.GetDouble();
        return number < least ? throw OutOfBounds($"{pointer}/{key}", number, "greater", least)
            : number > most ? throw OutOfBounds($"{pointer}/{key}", number, "less", most)
            : number;
    }

    /// <exception cref="AwsErrorException">The member is there and no whole number within the bounds.</exception>
    public static int? OptionalInteger(JsonElement body, string pointer, string key, int least = 1, int most = int.MaxValue)
    {
        double? number = OptionalNumber(body, pointer, key, least, most);
        return number is null ? null
            : number == Math.Floor(number.Value) ? (int)number.Value
            : throw new AwsErrorException(AwsError.Malformed($"{pointer}/{key}: expected type: Integer, found: Number"));
    }

    /// <summary>Reads stop sequences into a prompt.</summary>
    /// <exception cref="AwsErrorException">The member is there and no array of strings.</exception>
    public static void ReadStrings(JsonElement body, string pointer, string key, List<string> into)
    {
        if (!body.TryGetProperty(key, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            throw WrongType($"{pointer}/{key}", "JSONArray", value);
        }

        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            into.Add(item.ValueKind == JsonValueKind.String
                ? item.GetString()!
                : throw WrongType(string.Create(CultureInfo.InvariantCulture, $"{pointer}/{key}/{index}"), "String", item));
            index++;
        }
    }

    public static AwsErrorException WrongType(string pointer, string expected, JsonElement found) =>
        new(AwsError.Malformed($"{pointer}: expected type: {expected}, found: {NameOf(found)}"));

    /// <summary>Every string in a value, put together: for counting and quoting what has no fixed shape.</summary>
    public static string AllText(JsonElement value)
    {
        var text = new StringBuilder();
        AppendText(value, text);
        return text.ToString();
    }

    public static int CountTokens(JsonElement value) => Tokenizer.CountJson(value.GetRawText());

    private static void AppendText(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                text.Append(text.Length > 0 ? " " : "").Append(value.GetString());
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                {
                    AppendText(item, text);
                }

                break;
            default:
                text.Append(text.Length > 0 ? " " : "").Append(value.GetRawText());
                break;
        }
    }

    private static AwsErrorException OutOfBounds(string pointer, double number, string side, double bound) =>
        new(AwsError.Malformed(string.Create(CultureInfo.InvariantCulture, $"{pointer}: {number} is not {side} or equal to {bound}")));

    private static string NameOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "JSONObject",
        JsonValueKind.Array => "JSONArray",
        JsonValueKind.String => "String",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "Integer" : "Number",
        JsonValueKind.True or JsonValueKind.False => "Boolean",
        JsonValueKind.Null or JsonValueKind.Undefined or _ => "Null",
    };
}
