using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families;

/// <summary>Writes one InvokeModel body: a JSON object whose top-level names are remembered, so that vendor fields can be merged without standing twice.</summary>
internal sealed class BodyWriter : IDisposable
{
    /// <summary>The reason given for a vendor field that may not stand in the body.</summary>
    public const string RefusedReason = "the body may not hold it";

    private readonly List<string> _names = new(12);
    private List<string>? _merged;

    /// <summary>Begins the body.</summary>
    /// <param name="output">Where it goes.</param>
    public BodyWriter(IBufferWriter<byte> output)
    {
        Json = new Utf8JsonWriter(output, ConverseJson.WriterOptions);
        Json.WriteStartObject();
    }

    /// <summary>The writer, for values.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>Whether vendor fields hold a name.</summary>
    public static bool Holds(RawJson? fields, string name)
    {
        if (fields is not { IsEmpty: false } raw)
        {
            return false;
        }

        using JsonDocument document = JsonDocument.Parse(raw.Utf8, ConverseJson.DocumentOptions);
        return document.RootElement.TryGetProperty(name, out _);
    }

    /// <summary>Writes a top-level name; its value is to follow.</summary>
    public void Name(string name)
    {
        _names.Add(name);
        Json.WritePropertyName(name);
    }

    /// <summary>Writes a top-level member.</summary>
    public void String(string name, string value)
    {
        Name(name);
        Json.WriteStringValue(value);
    }

    /// <summary>Writes a top-level member if there is a value.</summary>
    public void Number(string name, double? value)
    {
        if (value is { } number)
        {
            Name(name);
            Json.WriteNumberValue(number);
        }
    }

    /// <summary>Writes a top-level array of strings if there are any.</summary>
    public void Strings(string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            Name(name);
            WriteStrings(Json, values);
        }
    }

    /// <summary>Writes an array of strings as a value.</summary>
    public static void WriteStrings(Utf8JsonWriter json, IReadOnlyList<string> values)
    {
        json.WriteStartArray();
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    /// <summary>The members of a vendor field that is an object, to be written into the member of the same name that the request itself sets; <see cref="End"/> passes over it then.</summary>
    /// <param name="fields">The request's vendor fields.</param>
    /// <param name="name">The field's name.</param>
    /// <param name="set">Members that the request itself sets, and that win.</param>
    /// <param name="dropped">Collects those that lose.</param>
    /// <returns>The other members; empty when the field is absent or no object.</returns>
    public RawJson Merge(RawJson? fields, string name, IReadOnlyCollection<string> set, ICollection<DroppedParameter> dropped)
    {
        if (fields is not { IsEmpty: false } raw)
        {
            return default;
        }

        using JsonDocument document = JsonDocument.Parse(raw.Utf8, ConverseJson.DocumentOptions);
        if (!document.RootElement.TryGetProperty(name, out JsonElement field) || field.ValueKind != JsonValueKind.Object)
        {
            return default;
        }

        (_merged ??= []).Add(name);
        foreach (JsonProperty member in field.EnumerateObject())
        {
            if (set.Contains(member.Name))
            {
                dropped.Add(new DroppedParameter($"additionalModelRequestFields.{name}.{member.Name}", "the request itself sets it"));
            }
        }

        return ConverseJson.Rest(field, [.. set]);
    }

    /// <summary>Merges <c>additionalModelRequestFields</c> and ends the body. What the request itself has said wins; a vendor field of the same name is reported.</summary>
    /// <param name="fields">The request's vendor fields.</param>
    /// <param name="dropped">Collects fields that could not be merged.</param>
    /// <param name="refused">Names that may not stand in this family's body at all.</param>
    public void End(RawJson? fields, ICollection<DroppedParameter> dropped, params ReadOnlySpan<string> refused)
    {
        if (fields is { IsEmpty: false } raw)
        {
            using JsonDocument document = JsonDocument.Parse(raw.Utf8, ConverseJson.DocumentOptions);
            foreach (JsonProperty field in document.RootElement.EnumerateObject())
            {
                if (_merged?.Contains(field.Name) == true)
                {
                    continue;
                }

                if (refused.Contains(field.Name))
                {
                    dropped.Add(new DroppedParameter("additionalModelRequestFields." + field.Name, RefusedReason));
                }
                else if (_names.Contains(field.Name))
                {
                    dropped.Add(new DroppedParameter("additionalModelRequestFields." + field.Name, "the request itself sets it"));
                }
                else
                {
                    _names.Add(field.Name);
                    ConverseJson.WriteRaw(Json, field);
                }
            }
        }

        Json.WriteEndObject();
        Json.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => Json.Dispose();
}
