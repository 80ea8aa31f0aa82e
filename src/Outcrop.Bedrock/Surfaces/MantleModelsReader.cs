using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Surfaces;

/// <summary>Reads the answer of <c>GET /v1/models</c>.</summary>
internal static class MantleModelsReader
{
    /// <summary>Reads a body.</summary>
    /// <exception cref="Errors.BedrockException">The body is no list of models.</exception>
    public static List<MantleModel> Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, ConverseJson.DocumentOptions);
            var models = new List<MantleModel>();
            foreach (JsonElement model in document.RootElement.GetProperty("data").EnumerateArray())
            {
                string id = model.GetProperty("id").GetString() ?? throw new JsonException("A model has no id.");
                DateTimeOffset? created = model.TryGetProperty("created", out JsonElement seconds) && seconds.ValueKind == JsonValueKind.Number
                    ? DateTimeOffset.FromUnixTimeSeconds((long)seconds.GetDouble())
                    : null;
                models.Add(new MantleModel(id, created, ConverseJson.GetString(model, "status"), ConverseJson.Raw(model)));
            }

            return models;
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw ConverseJson.Unexpected("The body is no list of models: " + fault.Message, fault);
        }
    }
}
