using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary>
/// Writes an answer as Anthropic's events. A delta's characters are copied as they stand, since an escape is the same in every JSON document; it allocates nothing. Blocks come one after another, as this dialect's clients
/// expect: what belongs to another block waits until an open call is complete. <c>message_delta</c> and <c>message_stop</c> come only when the model has said that it had stopped and the stream has ended.
/// </summary>
/// <param name="output">The answer.</param>
/// <param name="identity">What it says of itself.</param>
/// <param name="request">What was asked for.</param>
internal sealed class MessagesEventWriter(PipeWriter output, MessageIdentity identity, MessagesRequest request) : EventWriter(output)
{
    private readonly MessagesEvents _events = new(output);
    private readonly ArrayBufferWriter<byte> _signature = new();
    private readonly List<ConverseEvent> _waiting = [];
    private readonly List<string> _omitted = [];
    private StringBuilder? _redacted;
    private ConverseEventKind _open = ConverseEventKind.Unknown;
    private int _block;
    private int _index = -1;
    private bool _begun;
    private TokenUsage? _usage;
    private StopReason? _stop;
    private byte[]? _end;

    /// <inheritdoc/>
    public override string ContentType => "text/event-stream; charset=utf-8";

    /// <inheritdoc/>
    public override bool HasHeartbeat => true;

    /// <summary>Every client of this dialect raises an event <c>error</c>.</summary>
    public override bool EndsWithItsMark => true;

    /// <inheritdoc/>
    public override void WriteHeartbeat() => Output.Write("event: ping\ndata: {\"type\":\"ping\"}\n\n"u8);

    /// <inheritdoc/>
    public override string NameOf(string name) => request.NameOf(name);

    /// <inheritdoc/>
    public override void WriteError(GatewayError error) => AnthropicErrorWriter.WriteMark(Output, error, identity.RequestId);

    /// <inheritdoc/>
    public override void Write(in ConverseEvent converseEvent)
    {
        if (_open == ConverseEventKind.ToolUseStart && IsOfAnotherBlock(in converseEvent))
        {
            _waiting.Add(converseEvent.ToOwned());
            return;
        }

        WriteNow(in converseEvent);
        if (_waiting.Count > 0 && _open != ConverseEventKind.ToolUseStart)
        {
            WriteWaiting();
        }
    }

    /// <inheritdoc/>
    public override void WriteEnd()
    {
        if (_stop is not { } stop)
        {
            throw new InvalidOperationException("The answer has not stopped.");
        }

        Begin(default);
        Close();
        while (_waiting.Count > 0)
        {
            // Some models never close a call.
            WriteWaiting();
            Close();
        }

        using var details = new AnswerDetails(stop, _omitted);
        string? sequence = MessagesStop.SequenceOf(stop, request.Converse);
        if (_end is not null)
        {
            using JsonDocument end = JsonDocument.Parse(_end, new JsonDocumentOptions { MaxDepth = 256 });
            sequence = EndDetails.Read(end.RootElement, details) ?? sequence;
        }

        _events.WriteEnd(MessagesStop.Of(stop), sequence, _usage, request.Converse.ServiceTier, details.HasAny ? details.ToJson().Span : default);
    }

    private bool IsOfAnotherBlock(in ConverseEvent converseEvent) => converseEvent.Kind switch
    {
        ConverseEventKind.ToolUseStart or ConverseEventKind.OtherBlockStart => converseEvent.BlockIndex != _block,
        ConverseEventKind.ToolInputDelta or ConverseEventKind.ContentBlockStop => converseEvent.BlockIndex != _block,
        ConverseEventKind.TextDelta or ConverseEventKind.ReasoningTextDelta or ConverseEventKind.ReasoningSignatureDelta or ConverseEventKind.RedactedReasoningDelta
            or ConverseEventKind.OtherDelta => converseEvent.BlockIndex != _block,
        _ => false,
    };

    /// <summary>Writes what has waited, as far as no other call opens in it.</summary>
    private void WriteWaiting()
    {
        ConverseEvent[] waiting = [.. _waiting];
        _waiting.Clear();
        foreach (ref readonly ConverseEvent converseEvent in waiting.AsSpan())
        {
            Write(in converseEvent);
        }
    }

    private void WriteNow(in ConverseEvent converseEvent)
    {
        switch (converseEvent.Kind)
        {
            case ConverseEventKind.MessageStart:
                Begin(converseEvent.Raw);
                break;
            case ConverseEventKind.TextDelta:
                if (!converseEvent.Text.IsEmpty)
                {
                    Continue(ConverseEventKind.TextDelta, converseEvent.BlockIndex);
                    _events.WriteText(_index, converseEvent.Text.Utf8.Span);
                }

                break;
            case ConverseEventKind.ReasoningTextDelta:
                if (!converseEvent.Text.IsEmpty)
                {
                    Continue(ConverseEventKind.ReasoningTextDelta, converseEvent.BlockIndex);
                    _events.WriteThinking(_index, converseEvent.Text.Utf8.Span);
                }

                break;
            case ConverseEventKind.ReasoningSignatureDelta:
                Continue(ConverseEventKind.ReasoningSignatureDelta, converseEvent.BlockIndex);
                _signature.Write(converseEvent.Text.Utf8.Span);
                break;
            case ConverseEventKind.RedactedReasoningDelta:
                Continue(ConverseEventKind.RedactedReasoningDelta, converseEvent.BlockIndex);
                (_redacted ??= new StringBuilder()).Append(converseEvent.Text.GetString());
                break;
            case ConverseEventKind.ToolUseStart:
                Open(ConverseEventKind.ToolUseStart, converseEvent.BlockIndex);
                _events.StartCall(_index, in converseEvent);
                break;
            case ConverseEventKind.ToolInputDelta:
                if (!converseEvent.Text.IsEmpty && _open == ConverseEventKind.ToolUseStart)
                {
                    _events.WriteInput(_index, converseEvent.Text.Utf8.Span);
                }

                break;
            case ConverseEventKind.OtherBlockStart or ConverseEventKind.OtherDelta:
                WriteOther(in converseEvent);
                break;
            case ConverseEventKind.ContentBlockStop:
                if (converseEvent.BlockIndex == _block)
                {
                    Close();
                }

                break;
            case ConverseEventKind.MessageStop:
                _stop = converseEvent.StopReason;
                Keep(converseEvent.Raw);
                break;
            case ConverseEventKind.Metadata:
                _usage = converseEvent.Usage ?? _usage;
                Keep(converseEvent.Raw);
                break;
            case ConverseEventKind.Unknown:
                break;
            default:
                throw new InvalidOperationException($"Unknown event kind {converseEvent.Kind}.");
        }
    }

    private void Begin(ReadOnlyMemory<byte> raw)
    {
        if (!_begun)
        {
            _begun = true;
            _events.WriteStart(identity, raw.IsEmpty ? null : EndDetails.UsageOf(raw), request.Converse.ServiceTier);
        }
    }

    /// <summary>Goes on with a block, or begins one: another index, or another kind of content in the same one. A thought's proof belongs to it; what is thought after that is another thought.</summary>
    private void Continue(ConverseEventKind kind, int block)
    {
        bool goesOn = _block == block && (_open == kind || (_open == ConverseEventKind.ReasoningTextDelta && kind == ConverseEventKind.ReasoningSignatureDelta));
        if (!goesOn)
        {
            Open(kind, block);
            if (kind == ConverseEventKind.TextDelta)
            {
                _events.StartText(_index);
            }
            else if (kind != ConverseEventKind.RedactedReasoningDelta)
            {
                _events.StartThinking(_index);
            }
        }

        _open = kind;
    }

    private void Open(ConverseEventKind kind, int block)
    {
        Begin(default);
        Close();
        _open = kind;
        _block = block;
        _index++;
    }

    private void Close()
    {
        switch (_open)
        {
            case ConverseEventKind.Unknown:
                return;
            case ConverseEventKind.RedactedReasoningDelta:
                _events.WriteRedacted(_index, RedactedData.ToText(_redacted!.ToString()));
                _redacted.Clear();
                break;
            case ConverseEventKind.ReasoningSignatureDelta:
                _events.WriteSignature(_index, _signature.WrittenSpan);
                _signature.ResetWrittenCount();
                _events.Stop(_index);
                break;
            default:
                _events.Stop(_index);
                break;
        }

        _open = ConverseEventKind.Unknown;
    }

    private void WriteOther(in ConverseEvent other)
    {
        using JsonDocument document = JsonDocument.Parse(other.Raw, new JsonDocumentOptions { MaxDepth = 256 });
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            bool isDelta = other.Kind == ConverseEventKind.OtherDelta;
            if (isDelta && member.NameEquals("citation"u8) && member.Value.ValueKind == JsonValueKind.Object)
            {
                Continue(ConverseEventKind.TextDelta, other.BlockIndex);
                _events.WriteCitation(_index, member.Value);
            }
            else if (!isDelta && EndDetails.IsAnthropics(member))
            {
                Open(ConverseEventKind.Unknown, other.BlockIndex);
                _events.WriteWhole(_index, System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(member.Value));
            }
            else if (!_omitted.Contains(member.Name))
            {
                _omitted.Add(member.Name);
            }
        }
    }

    /// <summary>Keeps what came at the end if it tells something beside the counts; most streams tell nothing else.</summary>
    private void Keep(ReadOnlyMemory<byte> raw)
    {
        if (EndDetails.MayTell(raw.Span))
        {
            _end = raw.ToArray();
        }
    }
}
