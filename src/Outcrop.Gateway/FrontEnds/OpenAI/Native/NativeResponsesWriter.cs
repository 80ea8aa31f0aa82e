using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using Outcrop.Gateway.FrontEnds.OpenAI.Responses;
using Outcrop.Gateway.Pipeline;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.Sse;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Native;

/// <summary>Passes events of Responses on, each under its type's name, which bedrock-mantle leaves out. The last one is the model's own.</summary>
/// <param name="output">The answer.</param>
/// <param name="model">The name by which the model was asked for.</param>
internal sealed class NativeResponsesWriter(PipeWriter output, string model) : NativeWriter(output, model)
{
    private static readonly JsonWriterOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private long _sequence = -1;

    /// <inheritdoc/>
    public override string NameOf(string name) => ResponsesParameters.NameOf(name);

    /// <summary>The event <c>error</c>: its words stand at the top, as documented, and in a member of their own, as OpenAI sends them and its clients raise them.</summary>
    /// <param name="error">The failure.</param>
    public override void WriteError(GatewayError error)
    {
        (_, string type, string? code) = OpenAIErrorWriter.Of(error);
        using var body = new PooledBufferWriter(256);
        using (var json = new Utf8JsonWriter(body, s_readable))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "error"u8);
            WriteWords(json);
            json.WriteNumber("sequence_number"u8, _sequence + 1);
            json.WriteStartObject("error"u8);
            json.WriteString("type"u8, type);
            WriteWords(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        SseWriter.WriteEvent(Output, "error"u8, body.WrittenSpan);

        void WriteWords(Utf8JsonWriter json)
        {
            json.WriteString("code"u8, code ?? type);
            json.WriteString("message"u8, error.SafeMessage);
            json.WriteNull("param"u8);
        }
    }

    /// <inheritdoc/>
    protected override bool IsShown(in NativeDocument document)
    {
        _sequence = Math.Max(_sequence, document.Sequence);
        return true;
    }

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> EventNameOf(in NativeDocument document) => document.Type;
}
