using System.Buffers;
using System.IO.Pipelines;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Native;
using Outcrop.Wire.Sse;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Native;

/// <summary>Passes a stream's documents on, byte for byte but for the model's name. Allocates nothing per event.</summary>
/// <param name="output">The answer.</param>
/// <param name="model">The name by which the model was asked for.</param>
internal abstract class NativeWriter(PipeWriter output, string model) : OpenAIEventWriter(output)
{
    private readonly byte[] _model = NativeDocument.Quote(model);

    /// <inheritdoc/>
    public override void WriteRead(ConverseEventStream stream)
    {
        foreach (ReadOnlyMemory<byte> unit in ((NativeEventStream)stream).Units)
        {
            NativeDocument document = NativeDocument.Read(unit.Span);
            if (IsShown(in document))
            {
                Write(unit.Span, in document, EventNameOf(in document));
            }
        }
    }

    /// <inheritdoc/>
    public override void Write(in ConverseEvent converseEvent) => throw new NotSupportedException("Bytes are passed on here, not events.");

    /// <summary>Whether the caller is shown a document.</summary>
    /// <param name="document">The document.</param>
    protected abstract bool IsShown(in NativeDocument document);

    /// <summary>The name of a document's event; empty for none.</summary>
    /// <param name="document">The document.</param>
    protected abstract ReadOnlySpan<byte> EventNameOf(in NativeDocument document);

    private void Write(ReadOnlySpan<byte> json, in NativeDocument document, ReadOnlySpan<byte> name)
    {
        if (json.IndexOfAny((byte)'\r', (byte)'\n') >= 0)
        {
            // Lines of one event's data are told apart by its writer.
            var whole = new ArrayBufferWriter<byte>(json.Length);
            WritePieces(whole, json, in document);
            SseWriter.WriteEvent(Output, name, whole.WrittenSpan);
            return;
        }

        if (!name.IsEmpty)
        {
            Output.Write("event: "u8);
            Output.Write(name);
            Output.Write("\n"u8);
        }

        Output.Write("data: "u8);
        WritePieces(Output, json, in document);
        Output.Write("\n\n"u8);
    }

    private void WritePieces(IBufferWriter<byte> target, ReadOnlySpan<byte> json, in NativeDocument document)
    {
        (int start, int end) = document.Model;
        if (end > 0)
        {
            target.Write(json[..start]);
            target.Write(_model);
        }

        target.Write(json[end..]);
    }
}
