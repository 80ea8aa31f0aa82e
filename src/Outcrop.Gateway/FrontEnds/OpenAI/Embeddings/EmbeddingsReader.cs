using System.Collections.Frozen;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Embeddings;
using Outcrop.Gateway.FrontEnds.OpenAI.Tokens;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Embeddings;

/// <summary>Brings a request for embeddings into the neutral form.</summary>
internal static class EmbeddingsReader
{
    /// <summary>As many as OpenAI takes in one request.</summary>
    private const int MostTexts = 2048;

    private static readonly FrozenSet<string> Known =
        FrozenSet.ToFrozenSet(["model", "input", "encoding_format", "dimensions", "input_type", "truncate", "bedrock"], StringComparer.Ordinal);

    /// <summary>Reads it.</summary>
    /// <param name="body">The request's object.</param>
    /// <param name="route">Where it goes.</param>
    /// <exception cref="Pipeline.GatewayException">A member is not what it should be.</exception>
    public static EmbeddingsRequest Read(JsonElement body, Route route)
    {
        if (!OpenAIJson.TryGet(body, "input", out JsonElement input))
        {
            throw OpenAIJson.Wrong("input", "is required");
        }

        bool base64 = OpenAIJson.Text(body, "encoding_format", "") switch
        {
            null or "float" => false,
            "base64" => true,
            _ => throw OpenAIJson.Wrong("encoding_format", "must be float or base64"),
        };
        var dropped = new List<string>();
        Leftovers.Report(body, Known, dropped);
        JsonElement own = ReadOwn(body);
        return new EmbeddingsRequest(
            new EmbedRequest
            {
                ModelId = route.ModelId,
                Texts = TextInput.Read(input, "input", MostTexts),
                Dimensions = ReadDimensions(body, route),
                InputType = OpenAIJson.Text(body, "input_type", "") ?? OwnText(own, "inputType"),
                Truncate = OpenAIJson.Text(body, "truncate", "") ?? OwnText(own, "truncate"),
                Normalize = own.ValueKind == JsonValueKind.Object ? OpenAIJson.Switch(own, "normalize", "bedrock") : null,
                AdditionalModelRequestFields = ReadFields(own, route),
            },
            base64,
            dropped);
    }

    private static int? ReadDimensions(JsonElement body, Route route)
    {
        int? dimensions = OpenAIJson.Count(body, "dimensions");

        // Refused before it costs anything; a model that is not listed is asked.
        if (dimensions is { } wanted && ModelCatalog.Default.Find(route.ModelId) is { Dimensions: { Count: > 0 } lengths } && !lengths.Contains(wanted))
        {
            throw OpenAIJson.Wrong("dimensions", $"the model gives vectors of {string.Join(", ", lengths)} numbers");
        }

        return dimensions;
    }

    private static JsonElement ReadOwn(JsonElement body)
    {
        if (!OpenAIJson.TryGet(body, "bedrock", out JsonElement own))
        {
            return default;
        }

        foreach (JsonProperty member in OpenAIJson.Object(own, "bedrock").EnumerateObject())
        {
            if (member.Name is not ("inputType" or "truncate" or "normalize" or "additionalModelRequestFields"))
            {
                throw OpenAIJson.Wrong("bedrock." + member.Name, "is not known here; known are inputType, truncate, normalize, additionalModelRequestFields");
            }
        }

        return own;
    }

    private static string? OwnText(JsonElement own, string name) => own.ValueKind == JsonValueKind.Object ? OpenAIJson.Text(own, name, "bedrock") : null;

    private static RawJson? ReadFields(JsonElement own, Route route) => own.ValueKind == JsonValueKind.Object && OpenAIJson.TryGet(own, "additionalModelRequestFields", out JsonElement fields)
        ? OpenAIJson.Raw(OpenAIJson.Object(fields, "bedrock.additionalModelRequestFields"))
        : route.IsListed ? route.AdditionalFields : null;
}
