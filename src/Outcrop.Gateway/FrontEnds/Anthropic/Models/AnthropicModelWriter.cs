using System.Globalization;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Models;

/// <summary>Writes a model as Anthropic's object of that name; what the catalogue does not know is null.</summary>
internal static class AnthropicModelWriter
{
    /// <summary>Clients demand a time; this one says that it is not known.</summary>
    private const string Unknown = "1970-01-01T00:00:00Z";

    /// <summary>Writes it.</summary>
    /// <param name="json">Where it goes.</param>
    /// <param name="model">The model.</param>
    public static void Write(Utf8JsonWriter json, OfferedModel model)
    {
        string? prefix = ModelId.Parse(model.ModelId).RegionPrefix;
        json.WriteStartObject();
        json.WriteString("type"u8, "model"u8);
        json.WriteString("id"u8, model.Name);
        json.WriteString("display_name"u8, model.Info is { } info ? prefix is null ? info.Name : $"{info.Name} ({prefix})" : model.Name);
        json.WriteString("created_at"u8, TimeOf(model.Info?.Released) ?? Unknown);
        WriteNumber(json, "max_input_tokens"u8, model.Info?.ContextUnder(prefix));
        WriteNumber(json, "max_tokens"u8, model.Info?.MaxOutputUnder(prefix));
        json.WriteNull("capabilities"u8);
        json.WriteString("lifecycle"u8, model.Info?.Lifecycle is { Status: "legacy" } ? "deprecated"u8 : "active"u8);
        json.WriteNull("line"u8);
        json.WriteString("deprecated_at"u8, TimeOf(model.Info?.Lifecycle?.Legacy));
        json.WriteString("retires_at"u8, TimeOf(model.Info?.Lifecycle?.EndOfLife));
        json.WriteEndObject();
    }

    private static string? TimeOf(string? day) => DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? day + "T00:00:00Z" : null;

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, int? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
