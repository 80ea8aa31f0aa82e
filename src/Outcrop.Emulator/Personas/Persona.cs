using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Streaming;

namespace Outcrop.Emulator.Personas;

/// <summary>A family's own body format over InvokeModel. Stateless.</summary>
internal abstract class Persona
{
    /// <summary>The name that <c>models.json</c> calls it by.</summary>
    public abstract string Family { get; }

    /// <summary>Reads a body and refuses what the family refuses.</summary>
    /// <exception cref="AwsErrorException">The body is not good.</exception>
    public abstract Prompt Read(JsonElement body, ResolvedModel model, bool streaming);

    /// <summary>Writes a whole answer.</summary>
    public abstract void WriteAnswer(Utf8JsonWriter json, Exchange exchange, JsonElement body);

    /// <summary>Writes an answer chunk by chunk: one JSON object before each part that is given out.</summary>
    public abstract IEnumerable<StreamPart> Stream(Utf8JsonWriter json, Exchange exchange, JsonElement body);
}
