using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Embeddings;

/// <summary>How one line of embedding models speaks through InvokeModel. Stateless and thread-safe. To add one: a new file here and a line in <see cref="EmbeddingFamilies"/>.</summary>
internal abstract class EmbeddingFamily
{
    private static readonly string[] s_types = ["float", "base64", "int8", "uint8", "binary", "ubinary"];

    /// <summary>The line's name in configuration, logs and documentation, such as <c>titan-embed-v2</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The most texts one call takes.</summary>
    public abstract int MaxBatch { get; }

    /// <summary>Whether models of this id are of this line.</summary>
    /// <param name="modelId">An id whose base model is known.</param>
    public abstract bool Matches(ModelId modelId);

    /// <summary>Whether the line embeds images, each in a call of its own.</summary>
    public virtual bool TakesImages => false;

    /// <summary>Writes the body of one call.</summary>
    /// <param name="request">The request; of its texts and images only those given count.</param>
    /// <param name="items">At most <see cref="MaxBatch"/> texts, or one image.</param>
    /// <param name="output">Where the body goes.</param>
    /// <param name="dropped">Collects options the line does not take.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: nothing to embed, too much, a blank text, or an image where the line takes none.</exception>
    public void WriteRequest(EmbedRequest request, IReadOnlyList<EmbedItem> items, IBufferWriter<byte> output, ICollection<DroppedParameter> dropped)
    {
        Check(items);
        try
        {
            using var body = new BodyWriter(output);
            if (items[0].Image is { } image)
            {
                WriteImage(body, request, image, dropped);
            }
            else
            {
                WriteTexts(body, request, [.. items.Select(static item => item.Text!)], dropped);
            }

            body.End(request.AdditionalModelRequestFields, dropped);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw new BedrockException(BedrockErrorKind.Validation, "The request cannot be written as JSON: " + fault.Message, fault);
        }
    }

    /// <summary>Reads the vectors of one call, in the order of its texts.</summary>
    /// <param name="body">The body.</param>
    /// <param name="headers">What the response's headers say.</param>
    /// <param name="count">The number of texts of the call.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.UnexpectedResponse"/>: the body is none of this line's, or has another number of vectors.</exception>
    public EmbedResponse ReadResponse(ReadOnlyMemory<byte> body, InvokeModelHeaders headers, int count)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, ConverseJson.DocumentOptions);
            var vectors = new List<ReadOnlyMemory<float>>(count);
            int? tokens = ReadBody(document.RootElement, vectors);
            return vectors.Count == count
                ? new EmbedResponse { Embeddings = vectors, InputTokens = headers.InputTokens ?? tokens }
                : throw new JsonException($"{vectors.Count} vectors came for {count} texts.");
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw ConverseJson.Unexpected($"The body is not an answer of {Name}: {fault.Message}", fault);
        }
    }

    /// <summary>Writes the members of the body for texts.</summary>
    protected abstract void WriteTexts(BodyWriter body, EmbedRequest request, IReadOnlyList<string> texts, ICollection<DroppedParameter> dropped);

    /// <summary>Writes the members of the body for an image.</summary>
    protected virtual void WriteImage(BodyWriter body, EmbedRequest request, EmbedImage image, ICollection<DroppedParameter> dropped) => throw RefuseImage();

    /// <summary>Reads the vectors.</summary>
    /// <returns>The input tokens the body tells; <see langword="null"/> when it tells none.</returns>
    protected abstract int? ReadBody(JsonElement body, List<ReadOnlyMemory<float>> vectors);

    /// <summary>Reads one vector: an array of numbers, or the base64 of its floats.</summary>
    protected static ReadOnlyMemory<float> ReadVector(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            byte[] bytes = value.GetBytesFromBase64();
            var floats = new float[bytes.Length / sizeof(float)];
            for (int at = 0; at < floats.Length; at++)
            {
                floats[at] = System.Buffers.Binary.BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(at * sizeof(float)));
            }

            return bytes.Length % sizeof(float) == 0 ? floats : throw new JsonException("The base64 of a vector is no whole number of floats.");
        }

        var vector = new float[value.GetArrayLength()];
        int i = 0;
        foreach (JsonElement number in value.EnumerateArray())
        {
            vector[i++] = number.GetSingle();
        }

        return vector;
    }

    /// <summary>Chooses among vectors by type: floats where there are any, else the first type there is.</summary>
    protected static JsonElement Preferred(JsonElement byType)
    {
        foreach (string type in s_types)
        {
            if (byType.TryGetProperty(type, out JsonElement vectors) && vectors.ValueKind is JsonValueKind.Array or JsonValueKind.String)
            {
                return vectors;
            }
        }

        throw new JsonException("The answer has vectors of no known type.");
    }

    /// <summary>Reports an option that was set and that the line does not take.</summary>
    protected static void DropIfSet(object? value, string name, ICollection<DroppedParameter> dropped)
    {
        if (value is not null)
        {
            dropped.Add(new DroppedParameter(name, "the model does not take it"));
        }
    }

    private void Check(IReadOnlyList<EmbedItem> items)
    {
        if (items.Count == 0 || items.Count > MaxBatch || (items.Count > 1 && items.Any(static item => item.Image is not null)))
        {
            throw new BedrockException(BedrockErrorKind.Validation, $"A call of {Name} takes 1 to {MaxBatch} texts or an image, not {items.Count}.");
        }

        for (int i = 0; i < items.Count; i++)
        {
            if (items[i].Image is { } image)
            {
                if (!TakesImages)
                {
                    throw RefuseImage();
                }

                if (image.Bytes.IsEmpty)
                {
                    throw new BedrockException(BedrockErrorKind.Validation, "An image to embed is empty.");
                }
            }
            else if (string.IsNullOrWhiteSpace(items[i].Text))
            {
                throw new BedrockException(BedrockErrorKind.Validation, $"Text {i} of the call is blank.");
            }
        }
    }

    private BedrockException RefuseImage() => new(BedrockErrorKind.Validation, $"Models of the line {Name} embed no images.");
}
