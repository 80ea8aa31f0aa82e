using System.Globalization;
using System.Text.Json;
using static Outcrop.Emulator.Validation.Refusal;

namespace Outcrop.Emulator.Validation.ServiceModel;

/// <summary>Collects what a request does not satisfy: required members, lengths, ranges, patterns, words. Values are of their types by now. Not thread-safe.</summary>
internal sealed class ConstraintCheck(ServiceModelData data)
{
    private readonly List<string> _findings = [];

    public void CheckMembers(string path, ServiceShape shape, JsonElement value)
    {
        foreach ((string name, ServiceMember member) in shape.Members)
        {
            if (member.In is not null)
            {
                continue;
            }

            string place = path.Length == 0 ? name : $"{path}.{name}";
            if (Member(value, name) is { } found)
            {
                Check(place, data.Shapes[member.Shape], found);
            }
            else if (shape.Required.Contains(name))
            {
                _findings.Add($"Value null at '{place}' failed to satisfy constraint: Member must not be null");
            }
        }
    }

    /// <summary>Checks what stands in a header or the query.</summary>
    public void CheckText(string place, ServiceShape shape, string text)
    {
        if (shape.Kind is "integer" or "long")
        {
            if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            {
                throw Of($"STRING_VALUE can not be converted to {(shape.Kind == "integer" ? "an Integer" : "a Long")}");
            }

            CheckRange(place, shape, number, text);
        }
        else if (shape.Kind == "string")
        {
            CheckString(place, shape, text);
        }
    }

    /// <exception cref="Hosting.AwsErrorException">There are findings.</exception>
    public void ThrowFindings()
    {
        if (_findings.Count > 0)
        {
            throw Of(Format($"{_findings.Count} validation error{(_findings.Count == 1 ? "" : "s")} detected: {string.Join("; ", _findings)}"));
        }
    }

    private void Check(string place, ServiceShape shape, JsonElement value)
    {
        switch (shape.Kind)
        {
            case "structure" or "union":
                CheckMembers(place, shape, value);
                break;
            case "list":
                CheckList(place, shape, value);
                break;
            case "map":
                CheckMap(place, shape, value);
                break;
            case "string":
                CheckString(place, shape, value.GetString()!);
                break;
            case "integer" or "long" or "float" or "double":
                CheckRange(place, shape, value.GetDouble(), value.GetRawText());
                break;
            case "blob":
                CheckLength(place, shape, value.GetBytesFromBase64().Length, "Value");
                break;
            default:
                // The other kinds have no constraints.
                break;
        }
    }

    private void CheckList(string place, ServiceShape shape, JsonElement value)
    {
        CheckLength(place, shape, value.GetArrayLength(), "Value");
        ServiceShape element = data.Shapes[shape.Element!];
        if (element.Kind == "string")
        {
            // The list is told whole, with all that its elements must satisfy.
            string[] texts = [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)];
            if (texts.Any(text => !Satisfies(element, text)))
            {
                Add(shape.Sensitive || element.Sensitive ? "Value" : $"Value '[{string.Join(", ", texts)}]'", place, $"Member must satisfy constraint: [{string.Join(", ", Demands(element))}]");
            }

            return;
        }

        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            index++;
            if (item.ValueKind != JsonValueKind.Null)
            {
                Check(Format($"{place}.{index}.member"), element, item);
            }
        }
    }

    private void CheckMap(string place, ServiceShape shape, JsonElement value)
    {
        JsonProperty[] entries = [.. value.EnumerateObject()];
        CheckLength(place, shape, entries.Length, "Value");
        ServiceShape key = data.Shapes[shape.Key!];
        ServiceShape entryValue = data.Shapes[shape.Value!];
        string told = shape.Sensitive ? "Value" : $"Value '{{{string.Join(", ", entries.Select(entry => $"{entry.Name}={entry.Value}"))}}}'";
        if (entries.Any(entry => !Satisfies(key, entry.Name)))
        {
            Add(told, place, $"Map keys must satisfy constraint: [{string.Join(", ", Demands(key))}]");
        }

        if (entryValue.Kind != "string")
        {
            foreach (JsonProperty entry in entries.Where(entry => entry.Value.ValueKind != JsonValueKind.Null))
            {
                Check($"{place}.{entry.Name}.member", entryValue, entry.Value);
            }
        }
        else if (entries.Any(entry => entry.Value.ValueKind == JsonValueKind.String && !Satisfies(entryValue, entry.Value.GetString()!)))
        {
            Add(told, place, $"Map value must satisfy constraint: [{string.Join(", ", Demands(entryValue))}]");
        }
    }

    private void CheckString(string place, ServiceShape shape, string text)
    {
        string told = shape.Sensitive ? "Value" : $"Value '{text}'";
        if (!shape.Fits(text))
        {
            Add(told, place, $"Member must satisfy regular expression pattern: {shape.Pattern}");
        }

        CheckLength(place, shape, text.Length, told);
        if (shape.Enum.Length > 0 && !shape.Enum.Contains(text))
        {
            Add(told, place, $"Member must satisfy enum value set: [{string.Join(", ", shape.Enum)}]");
        }
    }

    private void CheckLength(string place, ServiceShape shape, int length, string told)
    {
        if (length > shape.Max)
        {
            Add(told, place, Format($"Member must have length less than or equal to {shape.Max}"));
        }

        if (length < shape.Min)
        {
            Add(told, place, Format($"Member must have length greater than or equal to {shape.Min}"));
        }
    }

    private void CheckRange(string place, ServiceShape shape, double number, string text)
    {
        if (number > shape.Max)
        {
            Add($"Value '{text}'", place, Format($"Member must have value less than or equal to {shape.Max}"));
        }

        if (number < shape.Min)
        {
            Add($"Value '{text}'", place, Format($"Member must have value greater than or equal to {shape.Min}"));
        }
    }

    private void Add(string value, string place, string demand) => _findings.Add($"{value} at '{place}' failed to satisfy constraint: {demand}");

    private static bool Satisfies(ServiceShape shape, string text) =>
        !(text.Length > shape.Max) && !(text.Length < shape.Min) && shape.Fits(text) && (shape.Enum.Length == 0 || shape.Enum.Contains(text));

    private static IEnumerable<string> Demands(ServiceShape shape)
    {
        if (shape.Max is { } most)
        {
            yield return Format($"Member must have length less than or equal to {most}");
        }

        if (shape.Min is { } least)
        {
            yield return Format($"Member must have length greater than or equal to {least}");
        }

        if (shape.Pattern is not null)
        {
            yield return $"Member must satisfy regular expression pattern: {shape.Pattern}";
        }

        if (shape.Enum.Length > 0)
        {
            yield return $"Member must satisfy enum value set: [{string.Join(", ", shape.Enum)}]";
        }
    }
}
