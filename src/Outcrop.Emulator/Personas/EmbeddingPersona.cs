using System.Text.Json;
using Outcrop.Emulator.Streaming;

namespace Outcrop.Emulator.Personas;

/// <summary>A family that gives vectors. It reads its texts when it answers, and never streams.</summary>
internal abstract class EmbeddingPersona : Persona
{
    public sealed override IEnumerable<StreamPart> Stream(Utf8JsonWriter json, Exchange exchange, JsonElement body) =>
        throw new NotSupportedException("Embeddings do not stream; the endpoint refuses it before.");

    protected static void WriteVector(Utf8JsonWriter json, ReadOnlySpan<float> vector)
    {
        json.WriteStartArray();
        foreach (float value in vector)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }
}
