using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Embeddings;

/// <summary>Cohere Embed v4, which also puts an image and its text into one vector. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed-v4.html.</summary>
internal sealed class CohereEmbedV4Family : CohereEmbedFamily
{
    /// <inheritdoc/>
    public override string Name => "cohere-embed-v4";

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId.BaseModelId?.StartsWith("cohere.embed-v4", StringComparison.Ordinal) == true;

    /// <summary>One input of an image, or of a text and then an image.</summary>
    protected override EmbedImage? ReadImage(BodyReader body)
    {
        if (!body.TryPeek("inputs", JsonValueKind.Array, out JsonElement inputs) || inputs.GetArrayLength() != 1 || inputs[0] is not { ValueKind: JsonValueKind.Object } input
            || new BodyReader(input) is not { } reader || !reader.TryTake("content", JsonValueKind.Array, out JsonElement content) || !reader.Rest().IsEmpty)
        {
            return null;
        }

        int parts = content.GetArrayLength();
        string? text = parts == 2 ? ReadText(content[0]) : null;
        if (parts is < 1 or > 2 || (parts == 2 && text is null) || ReadUrl(content[parts - 1]) is not { } image)
        {
            return null;
        }

        body.Take("inputs");
        return image with { Text = text };
    }

    /// <inheritdoc/>
    protected override void WriteImage(BodyWriter body, EmbedRequest request, EmbedImage image, ICollection<DroppedParameter> dropped)
    {
        body.Name("inputs");
        body.Json.WriteStartArray();
        body.Json.WriteStartObject();
        body.Json.WriteStartArray("content");
        if (image.Text is { } text)
        {
            body.Json.WriteStartObject();
            body.Json.WriteString("type", "text");
            body.Json.WriteString("text", text);
            body.Json.WriteEndObject();
        }

        body.Json.WriteStartObject();
        body.Json.WriteString("type", "image_url");
        body.Json.WriteStartObject("image_url");
        body.Json.WriteString("url", DataUrl(image));
        body.Json.WriteEndObject();
        body.Json.WriteEndObject();
        body.Json.WriteEndArray();
        body.Json.WriteEndObject();
        body.Json.WriteEndArray();
        WriteInputType(body, request);
        WriteOptions(body, request, dropped);
    }

    private static string? ReadText(JsonElement part) => Part(part, "text") is { } reader && reader.TakeString("text") is { } text && reader.Rest().IsEmpty ? text : null;

    private static EmbedImage? ReadUrl(JsonElement part) =>
        Part(part, "image_url") is { } reader && reader.TryTake("image_url", JsonValueKind.Object, out JsonElement value) && reader.Rest().IsEmpty
        && new BodyReader(value) is { } inner && inner.TryTake("url", JsonValueKind.String, out JsonElement url) && inner.Rest().IsEmpty ? ReadDataUrl(url) : null;

    private static BodyReader? Part(JsonElement part, string type) =>
        part.ValueKind == JsonValueKind.Object && new BodyReader(part) is { } reader && reader.TakeString("type") == type ? reader : null;
}
