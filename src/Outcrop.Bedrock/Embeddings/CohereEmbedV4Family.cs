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
        body.String("input_type", request.InputType ?? "search_document");
        WriteOptions(body, request, dropped);
    }
}
