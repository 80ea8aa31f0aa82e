using System.Globalization;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Models;

/// <summary>Writes a model as OpenAI's object of that name, with a member <c>bedrock</c> for what the catalogue knows.</summary>
internal static class ModelWriter
{
    /// <summary>Writes it.</summary>
    /// <param name="json">Where it goes.</param>
    /// <param name="model">The model.</param>
    public static void Write(Utf8JsonWriter json, OfferedModel model)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, model.Name);
        json.WriteString("object"u8, "model"u8);
        json.WriteNumber("created"u8, CreatedOf(model.Info));
        json.WriteString("owned_by"u8, model.Owner);
        if (model.Info is { } info)
        {
            json.WriteStartObject("bedrock"u8);
            json.WriteString("name"u8, info.Name);
            json.WriteString("kind"u8, KindOf(info.Kind));
            WriteNumber(json, "context"u8, info.ContextUnder(ModelId.Parse(model.ModelId).RegionPrefix));
            WriteNumber(json, "maxOutput"u8, info.MaxOutputUnder(ModelId.Parse(model.ModelId).RegionPrefix));
            WriteList(json, "input"u8, info.Input);
            WriteList(json, "output"u8, info.Output);
            json.WriteBoolean("tools"u8, info.Tools);
            json.WriteBoolean("reasoning"u8, info.Reasoning);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static string KindOf(ModelKind kind) => kind switch
    {
        ModelKind.Chat => "chat",
        ModelKind.Embedding => "embedding",
        ModelKind.Rerank => "rerank",
        _ => throw new InvalidOperationException($"Unknown kind {kind}."),
    };

    /// <summary>Clients demand a number; 0 says that the day is not known.</summary>
    private static long CreatedOf(ModelInfo? info) =>
        DateOnly.TryParseExact(info?.Released, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds()
            : 0;

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, int? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private static void WriteList(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
