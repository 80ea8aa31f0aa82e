using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Surfaces;

/// <summary>The members a surface's body has before those of the family: the model, whether to stream, and what the request says that the family's own body has no place for.</summary>
internal sealed class SurfaceHead : IDisposable
{
    private readonly IBufferWriter<byte> _output;
    private readonly List<string> _names = new(8);

    /// <summary>Begins the body.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="route">Whose model it names.</param>
    /// <param name="stream">Whether the answer shall be streamed.</param>
    public SurfaceHead(IBufferWriter<byte> output, SurfaceRoute route, bool stream)
    {
        _output = output;
        Json = new Utf8JsonWriter(output, ConverseJson.WriterOptions);
        Json.WriteStartObject();
        String("model", route.Model);
        Name("stream");
        Json.WriteBooleanValue(stream);
    }

    /// <summary>The writer, for values.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>The names that have been written: a vendor field may not repeat them.</summary>
    public string[] Names => [.. _names];

    /// <summary>Writes a name; its value is to follow.</summary>
    public void Name(string name)
    {
        _names.Add(name);
        Json.WritePropertyName(name);
    }

    /// <summary>Writes a member if there is a value.</summary>
    public void String(string name, string? value)
    {
        if (value is not null)
        {
            Name(name);
            Json.WriteStringValue(value);
        }
    }

    /// <summary>Where the family's writer goes on.</summary>
    public IBufferWriter<byte> Continue()
    {
        Json.Flush();
        return new ContinuedObject(_output);
    }

    /// <inheritdoc/>
    public void Dispose() => Json.Dispose();
}
