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

    /// <summary>
    /// Reads the line's own InvokeModel body. Written again by <see cref="WriteRequest"/> it is the same JSON. What has no place in the neutral request is in its additional fields; a body
    /// that holds neither a text nor an image that the neutral request can hold is there as a whole.
    /// </summary>
    /// <param name="body">UTF-8 JSON; everything kept is copied out of it.</param>
    /// <param name="modelId">The model id of the path.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: the body is no JSON object.</exception>
    public EmbedRequest ReadRequest(ReadOnlyMemory<byte> body, string modelId)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, ConverseJson.DocumentOptions);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new JsonException("An object was expected.");
            }

            var reader = new BodyReader(document.RootElement);
            var members = new EmbedMembers();
            ReadMembers(reader, members);
            if (members.IsEmpty)
            {
                return new EmbedRequest { ModelId = modelId, Texts = [], AdditionalModelRequestFields = ConverseJson.Raw(document.RootElement), ReadFrom = Name };
            }

            return new EmbedRequest
            {
                ModelId = modelId,
                Texts = members.Texts,
                Images = members.Image is { } image ? [image] : [],
                Dimensions = members.Dimensions,
                Normalize = members.Normalize,
                InputType = members.InputType,
                Truncate = members.Truncate,
                AdditionalModelRequestFields = reader.Rest() is { IsEmpty: false } rest ? rest : null,
                ReadFrom = Name,
            };
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw new BedrockException(BedrockErrorKind.Validation, $"The body is no request of the line {Name}: {fault.Message}", fault);
        }
    }

    /// <summary>Writes the body of one call.</summary>
    /// <param name="request">The request; of its texts and images only those given count.</param>
    /// <param name="items">At most <see cref="MaxBatch"/> texts, or one image.</param>
    /// <param name="output">Where the body goes.</param>
    /// <param name="dropped">Collects options the line does not take.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: nothing to embed, too much, a blank text, or an image where the line takes none.</exception>
    public void WriteRequest(EmbedRequest request, IReadOnlyList<EmbedItem> items, IBufferWriter<byte> output, ICollection<DroppedParameter> dropped)
    {
        if (!IsOwn(request))
        {
            Check(items);
        }

        try
        {
            using var body = new BodyWriter(output);
            if (items is [{ Image: { } image }, ..])
            {
                WriteImage(body, request, image, dropped);
            }
            else if (items.Count > 0)
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
            var taken = new List<string>();
            int? tokens = ReadBody(document.RootElement, vectors, taken);
            return vectors.Count == count
                ? new EmbedResponse { Embeddings = vectors, InputTokens = headers.InputTokens ?? tokens, AdditionalMembers = [JsonRemainder.Of(document.RootElement, taken)] }
                : throw new JsonException($"{vectors.Count} vectors came for {count} texts.");
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw ConverseJson.Unexpected($"The body is not an answer of {Name}: {fault.Message}", fault);
        }
    }

    /// <summary>Whether a request was read from this line's own body, so that it is written as it stood.</summary>
    protected bool IsOwn(EmbedRequest request) => request.ReadFrom == Name;

    /// <summary>Takes what the neutral request can hold. A part of the body that it can hold only in part is left where it is.</summary>
    protected abstract void ReadMembers(BodyReader body, EmbedMembers members);

    /// <summary>Writes the members of the body for texts.</summary>
    protected abstract void WriteTexts(BodyWriter body, EmbedRequest request, IReadOnlyList<string> texts, ICollection<DroppedParameter> dropped);

    /// <summary>Writes the members of the body for an image.</summary>
    protected virtual void WriteImage(BodyWriter body, EmbedRequest request, EmbedImage image, ICollection<DroppedParameter> dropped) => throw RefuseImage();

    /// <summary>Reads the vectors.</summary>
    /// <param name="body">The body.</param>
    /// <param name="vectors">Where they go.</param>
    /// <param name="taken">Collects the paths of what was read; the rest goes to the caller as it stands.</param>
    /// <returns>The input tokens the body tells; <see langword="null"/> when it tells none.</returns>
    protected abstract int? ReadBody(JsonElement body, List<ReadOnlyMemory<float>> vectors, ICollection<string> taken);

    /// <summary>Reads the count of Titan's bodies.</summary>
    protected static int? ReadCount(JsonElement body, ICollection<string> taken)
    {
        taken.Add("inputTextTokenCount");
        return ConverseJson.GetCount(body, "inputTextTokenCount");
    }

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
    protected static JsonProperty Preferred(JsonElement byType)
    {
        foreach (string type in s_types)
        {
            foreach (JsonProperty vectors in byType.EnumerateObject())
            {
                if (vectors.NameEquals(type) && vectors.Value.ValueKind is JsonValueKind.Array or JsonValueKind.String)
                {
                    return vectors;
                }
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
