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
    /// <summary>The line's name in configuration, logs and documentation, such as <c>titan-embed-v2</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The most texts one call takes.</summary>
    public abstract int MaxBatch { get; }

    /// <summary>Whether models of this id are of this line.</summary>
    /// <param name="modelId">An id whose base model is known.</param>
    public abstract bool Matches(ModelId modelId);

    /// <summary>Writes the body of one call.</summary>
    /// <param name="request">The request; of its texts only those given count.</param>
    /// <param name="texts">The texts of this call, at most <see cref="MaxBatch"/>.</param>
    /// <param name="output">Where the body goes.</param>
    /// <param name="dropped">Collects options the line does not take.</param>
    /// <exception cref="BedrockException"><see cref="BedrockErrorKind.Validation"/>: no text, too many, or one that is blank.</exception>
    public void WriteRequest(EmbedRequest request, IReadOnlyList<string> texts, IBufferWriter<byte> output, ICollection<DroppedParameter> dropped)
    {
        if (texts.Count == 0 || texts.Count > MaxBatch)
        {
            throw new BedrockException(BedrockErrorKind.Validation, $"A call of {Name} takes 1 to {MaxBatch} texts, not {texts.Count}.");
        }

        for (int i = 0; i < texts.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(texts[i]))
            {
                throw new BedrockException(BedrockErrorKind.Validation, $"Text {i} of the call is blank.");
            }
        }

        try
        {
            using var json = new Utf8JsonWriter(output, ConverseJson.WriterOptions);
            json.WriteStartObject();
            WriteBody(json, request, texts, dropped);
            json.WriteEndObject();
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw new BedrockException(BedrockErrorKind.Validation, "The texts cannot be written as JSON: " + fault.Message, fault);
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

    /// <summary>Writes the members of the body.</summary>
    protected abstract void WriteBody(Utf8JsonWriter json, EmbedRequest request, IReadOnlyList<string> texts, ICollection<DroppedParameter> dropped);

    /// <summary>Reads the vectors.</summary>
    /// <returns>The input tokens the body tells; <see langword="null"/> when it tells none.</returns>
    protected abstract int? ReadBody(JsonElement body, List<ReadOnlyMemory<float>> vectors);

    /// <summary>Reads one vector.</summary>
    protected static ReadOnlyMemory<float> ReadVector(JsonElement array)
    {
        var vector = new float[array.GetArrayLength()];
        int i = 0;
        foreach (JsonElement number in array.EnumerateArray())
        {
            vector[i++] = number.GetSingle();
        }

        return vector;
    }

    /// <summary>Reports an option that was set and that the line does not take.</summary>
    protected static void DropIfSet(object? value, string name, ICollection<DroppedParameter> dropped)
    {
        if (value is not null)
        {
            dropped.Add(new DroppedParameter(name, "the model does not take it"));
        }
    }
}
