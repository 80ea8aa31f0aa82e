using System.Text.Json;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Personas;
using Outcrop.Emulator.Streaming;

namespace Outcrop.Emulator.Images;

/// <summary>A family that draws. It never streams.</summary>
internal abstract class ImagePersona : Persona
{
    /// <summary>Whether a line of models gives images.</summary>
    public static bool Draws(ModelLine line) => PersonaList.Find(line.Family) is ImagePersona;

    public sealed override IEnumerable<StreamPart> Stream(Utf8JsonWriter json, Exchange exchange, JsonElement body) =>
        throw new NotSupportedException("Images do not stream; the endpoint refuses it before.");

    /// <summary>The seed that a body gives, or one that follows from nothing but the prompt.</summary>
    protected static long SeedOf(JsonElement body) =>
        body.TryGetProperty("seed"u8, out JsonElement seed) && seed.TryGetInt64(out long value) ? value : 0;
}
