using System.Globalization;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Embeddings;

/// <summary>Amazon Nova Multimodal Embeddings: a text or an image a call. Source: https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html.</summary>
internal sealed class NovaEmbedFamily : EmbeddingFamily
{
    private const string Single = "SINGLE_EMBEDDING";

    /// <inheritdoc/>
    public override string Name => "nova-embed";

    /// <inheritdoc/>
    public override int MaxBatch => 1;

    /// <inheritdoc/>
    public override bool TakesImages => true;

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) =>
        modelId.BaseModelId is { } id && id.StartsWith("amazon.nova-", StringComparison.Ordinal) && id.Contains("embed", StringComparison.Ordinal);

    /// <summary>A text or an image whose every option has a place in the neutral request is taken; segments, video, audio and other options stay as they are.</summary>
    protected override void ReadMembers(BodyReader body, EmbedMembers members)
    {
        if (!body.TryPeek("taskType", JsonValueKind.String, out JsonElement task) || !task.ValueEquals(Single)
            || !body.TryPeek("singleEmbeddingParams", JsonValueKind.Object, out JsonElement parameters))
        {
            return;
        }

        var reader = new BodyReader(parameters);
        string? purpose = reader.TakeString("embeddingPurpose");
        string? inputType = InputTypeOf(purpose);
        int? dimensions = reader.TakeInteger("embeddingDimension");
        var found = new EmbedMembers();
        if (reader.TryTake("text", JsonValueKind.Object, out JsonElement text))
        {
            ReadText(text, found);
        }
        else if (reader.TryTake("image", JsonValueKind.Object, out JsonElement image))
        {
            ReadImage(image, found);
        }

        if (found.IsEmpty || !reader.Rest().IsEmpty || (inputType is not null && PurposeOf(inputType) != purpose))
        {
            return;
        }

        body.Take("taskType");
        body.Take("singleEmbeddingParams");
        (members.Texts, members.Image, members.Truncate, members.Dimensions, members.InputType) = (found.Texts, found.Image, found.Truncate, dimensions, inputType);
    }

    /// <inheritdoc/>
    protected override void WriteTexts(BodyWriter body, EmbedRequest request, IReadOnlyList<string> texts, ICollection<DroppedParameter> dropped)
    {
        Begin(body, request, dropped);
        body.Json.WriteStartObject("text");

        // The model demands a choice; the one that loses nothing without a word is to refuse.
        if (request.Truncate is { } || !IsOwn(request))
        {
            body.Json.WriteString("truncationMode", request.Truncate ?? "NONE");
        }

        body.Json.WriteString("value", texts[0]);
        body.Json.WriteEndObject();
        body.Json.WriteEndObject();
    }

    /// <inheritdoc/>
    protected override void WriteImage(BodyWriter body, EmbedRequest request, EmbedImage image, ICollection<DroppedParameter> dropped)
    {
        DropIfSet(image.Text, "images.text", dropped);
        DropIfSet(request.Truncate, "truncate", dropped);
        Begin(body, request, dropped);
        body.Json.WriteStartObject("image");
        body.Json.WriteString("format", image.Format);
        body.Json.WriteStartObject("source");
        body.Json.WriteBase64String("bytes", image.Bytes.Span);
        body.Json.WriteEndObject();
        body.Json.WriteEndObject();
        body.Json.WriteEndObject();
    }

    /// <inheritdoc/>
    protected override int? ReadBody(JsonElement body, List<ReadOnlyMemory<float>> vectors, ICollection<string> taken)
    {
        foreach (JsonElement embedding in body.GetProperty("embeddings").EnumerateArray())
        {
            taken.Add(string.Create(CultureInfo.InvariantCulture, $"embeddings[{vectors.Count}].embedding"));
            vectors.Add(ReadVector(embedding.GetProperty("embedding")));
        }

        return null;
    }

    private void Begin(BodyWriter body, EmbedRequest request, ICollection<DroppedParameter> dropped)
    {
        DropIfSet(request.Normalize, "normalize", dropped);
        body.String("taskType", Single);
        body.Name("singleEmbeddingParams");
        body.Json.WriteStartObject();
        if (request.InputType is not null || !IsOwn(request))
        {
            body.Json.WriteString("embeddingPurpose", PurposeOf(request.InputType));
        }

        if (request.Dimensions is { } dimensions)
        {
            body.Json.WriteNumber("embeddingDimension", dimensions);
        }
    }

    private static void ReadText(JsonElement text, EmbedMembers found)
    {
        var reader = new BodyReader(text);
        string? value = reader.TakeString("value");
        found.Truncate = reader.TakeString("truncationMode");
        found.Texts = value is not null && reader.Rest().IsEmpty ? [value] : [];
    }

    private static void ReadImage(JsonElement image, EmbedMembers found)
    {
        var reader = new BodyReader(image);
        if (reader.TakeString("format") is { } format && reader.TryTake("source", JsonValueKind.Object, out JsonElement source) && reader.Rest().IsEmpty
            && new BodyReader(source) is { } inner && inner.TryTake("bytes", JsonValueKind.String, out JsonElement base64) && inner.Rest().IsEmpty
            && base64.TryGetBytesFromBase64(out byte[]? bytes) && base64.ValueEquals(Convert.ToBase64String(bytes)))
        {
            found.Image = new EmbedImage(format, bytes);
        }
    }

    private static string? InputTypeOf(string? purpose) => purpose switch
    {
        "GENERIC_INDEX" => "search_document",
        "GENERIC_RETRIEVAL" => "search_query",
        "CLASSIFICATION" => "classification",
        "CLUSTERING" => "clustering",
        _ => purpose,
    };

    private static string PurposeOf(string? inputType) => inputType switch
    {
        null or "search_document" => "GENERIC_INDEX",
        "search_query" => "GENERIC_RETRIEVAL",
        "classification" => "CLASSIFICATION",
        "clustering" => "CLUSTERING",
        string purpose => purpose,
    };
}
