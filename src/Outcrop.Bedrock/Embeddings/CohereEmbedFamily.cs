using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Embeddings;

/// <summary>Cohere Embed v3, up to 96 texts a call, or an image. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed-v3.html.</summary>
internal class CohereEmbedFamily : EmbeddingFamily
{
    private const string ImageType = "image";

    /// <inheritdoc/>
    public override string Name => "cohere-embed";

    /// <inheritdoc/>
    public override int MaxBatch => 96;

    /// <inheritdoc/>
    public override bool TakesImages => true;

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId.BaseModelId?.StartsWith("cohere.embed-", StringComparison.Ordinal) == true;

    /// <inheritdoc/>
    protected override void ReadMembers(BodyReader body, EmbedMembers members)
    {
        members.Texts = body.TakeStrings("texts");
        if (members.Texts.Count == 0)
        {
            members.Image = ReadImage(body);
        }

        if (members.IsEmpty)
        {
            return;
        }

        members.InputType = body.TakeString("input_type");
        members.Truncate = body.TakeString("truncate");
        members.Dimensions = body.TakeInteger("output_dimension");
    }

    /// <summary>Takes the image of a body without texts; <see langword="null"/> when there is none, or not one alone.</summary>
    protected virtual EmbedImage? ReadImage(BodyReader body)
    {
        if (!body.TryPeek("input_type", JsonValueKind.String, out JsonElement type) || !type.ValueEquals(ImageType)
            || !body.TryPeek("images", JsonValueKind.Array, out JsonElement images) || images.GetArrayLength() != 1 || ReadDataUrl(images[0]) is not { } image)
        {
            return null;
        }

        body.Take("images");
        return image;
    }

    /// <inheritdoc/>
    protected override void WriteTexts(BodyWriter body, EmbedRequest request, IReadOnlyList<string> texts, ICollection<DroppedParameter> dropped)
    {
        body.Strings("texts", texts);
        WriteInputType(body, request);
        WriteOptions(body, request, dropped);
    }

    /// <inheritdoc/>
    protected override void WriteImage(BodyWriter body, EmbedRequest request, EmbedImage image, ICollection<DroppedParameter> dropped)
    {
        DropIfSet(image.Text, "images.text", dropped);
        body.Name("images");
        body.Json.WriteStartArray();
        body.Json.WriteStringValue(DataUrl(image));
        body.Json.WriteEndArray();

        // v3 tells images from texts by this word alone.
        body.String("input_type", ImageType);
        WriteOptions(body, request, dropped);
    }

    /// <summary>Writes what the vectors are for, which these models demand.</summary>
    protected void WriteInputType(BodyWriter body, EmbedRequest request)
    {
        if (request.InputType is not null || !IsOwn(request))
        {
            body.String("input_type", request.InputType ?? "search_document");
        }
    }

    /// <summary>Writes what texts and images share.</summary>
    protected static void WriteOptions(BodyWriter body, EmbedRequest request, ICollection<DroppedParameter> dropped)
    {
        if (request.Truncate is { } truncate)
        {
            body.String("truncate", truncate);
        }

        // v3 answers 400 to it, which names the field; dropping it would give vectors of another length.
        body.Number("output_dimension", request.Dimensions);
        DropIfSet(request.Normalize, "normalize", dropped);
    }

    /// <summary>The image as a data URL.</summary>
    protected static string DataUrl(EmbedImage image) => $"data:image/{image.Format};base64,{Convert.ToBase64String(image.Bytes.Span)}";

    /// <summary>Reads an image that <see cref="DataUrl"/> would write as it stands; <see langword="null"/> for any other.</summary>
    protected static EmbedImage? ReadDataUrl(JsonElement value)
    {
        const string Prefix = "data:image/";
        const string Encoding = ";base64,";
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { } url || !url.StartsWith(Prefix, StringComparison.Ordinal)
            || url.IndexOf(Encoding, StringComparison.Ordinal) is not (> 0 and int end))
        {
            return null;
        }

        var bytes = new byte[url.Length];
        return Convert.TryFromBase64String(url[(end + Encoding.Length)..], bytes, out int length)
            && new EmbedImage(url[Prefix.Length..end], bytes.AsMemory(0, length)) is var image && DataUrl(image) == url ? image : null;
    }

    /// <summary>v3 answers with an array of vectors, v4 (and v3 asked for types) with an object of such arrays by type.</summary>
    protected override int? ReadBody(JsonElement body, List<ReadOnlyMemory<float>> vectors, ICollection<string> taken)
    {
        JsonElement embeddings = body.GetProperty("embeddings");
        string path = "embeddings";
        if (embeddings.ValueKind == JsonValueKind.Object)
        {
            JsonProperty preferred = Preferred(embeddings);
            embeddings = preferred.Value;
            path += "." + preferred.Name;
        }

        taken.Add(path);

        foreach (JsonElement vector in embeddings.EnumerateArray())
        {
            vectors.Add(ReadVector(vector));
        }

        return null;
    }
}
