using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Native;
using Outcrop.Gateway.FrontEnds.Anthropic.Messages;
using Outcrop.Gateway.Pipeline;
using Outcrop.Wire.Sse;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Native;

/// <summary>
/// Passes Claude's own events on, byte for byte, each under its name; <c>message_stop</c> is Claude's own too. Taken out are Bedrock's metrics, which no client of this dialect knows; put in is the name by which the
/// caller asked for the model, where that is an alias. Allocates nothing per event.
/// </summary>
/// <param name="output">The answer.</param>
/// <param name="requestId">The gateway's id of the request.</param>
/// <param name="model">The name that the answer bears; <see langword="null"/>: the one it comes with.</param>
internal sealed class NativeMessagesWriter(PipeWriter output, string requestId, string? model) : EventWriter(output)
{
    private readonly byte[]? _model = model is null ? null : Quote(model);

    /// <inheritdoc/>
    public override string ContentType => "text/event-stream; charset=utf-8";

    /// <inheritdoc/>
    public override bool HasHeartbeat => true;

    /// <summary>Every client of this dialect raises an event <c>error</c>.</summary>
    public override bool EndsWithItsMark => true;

    /// <summary>A string as JSON.</summary>
    /// <param name="text">The string.</param>
    public static byte[] Quote(string text) => Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text)}\"");

    /// <summary>This dialect's name of a parameter: the rules of models give the neutral one.</summary>
    /// <param name="name">The neutral name.</param>
    public static string NameOfParameter(string name) => MessagesParameterNames.Of(name, asksToThink: true);

    /// <inheritdoc/>
    public override string NameOf(string name) => NameOfParameter(name);

    /// <inheritdoc/>
    public override void WriteHeartbeat() => Output.Write("event: ping\ndata: {\"type\":\"ping\"}\n\n"u8);

    /// <inheritdoc/>
    public override void WriteRead(ConverseEventStream stream)
    {
        foreach (ReadOnlyMemory<byte> unit in ((NativeEventStream)stream).Units)
        {
            Write(unit.Span);
        }
    }

    /// <inheritdoc/>
    public override void Write(in ConverseEvent converseEvent) => throw new NotSupportedException("Bytes are passed on here, not events.");

    /// <inheritdoc/>
    public override void WriteError(GatewayError error) => AnthropicErrorWriter.WriteMark(Output, error, requestId);

    private void Write(ReadOnlySpan<byte> json)
    {
        NativeChunk chunk = NativeChunk.Read(json);
        bool renames = _model is not null && chunk.Model.End > 0 && chunk.Type.SequenceEqual("message_start"u8);
        if (json.IndexOfAny((byte)'\r', (byte)'\n') >= 0)
        {
            // Lines of one event's data are told apart by its writer; such JSON is nobody's, but it is JSON.
            WriteLines(json, in chunk, renames);
            return;
        }

        if (!chunk.Type.IsEmpty)
        {
            Output.Write("event: "u8);
            Output.Write(chunk.Type);
            Output.Write("\n"u8);
        }

        Output.Write("data: "u8);
        WritePieces(Output, json, in chunk, renames);
        Output.Write("\n\n"u8);
    }

    private void WritePieces(IBufferWriter<byte> target, ReadOnlySpan<byte> json, in NativeChunk chunk, bool renames)
    {
        if (renames)
        {
            target.Write(json[..chunk.Model.Start]);
            target.Write(_model);
            target.Write(json[chunk.Model.End..]);
        }
        else if (chunk.Metrics.End > 0)
        {
            target.Write(json[..chunk.Metrics.Start]);
            target.Write(json[chunk.Metrics.End..]);
        }
        else
        {
            target.Write(json);
        }
    }

    private void WriteLines(ReadOnlySpan<byte> json, in NativeChunk chunk, bool renames)
    {
        var whole = new ArrayBufferWriter<byte>(json.Length);
        WritePieces(whole, json, in chunk, renames);
        SseWriter.WriteEvent(Output, chunk.Type, whole.WrittenSpan);
    }
}
