using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Pipeline;
using Outcrop.Wire.Sse;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Chat;

/// <summary>
/// Writes an answer as <c>chat.completion.chunk</c> events. A delta's characters are copied as they stand, since an escape is the same in every JSON document.
/// Allocates nothing per event. The finish reason and <c>[DONE]</c> come only when the model has said that it had stopped and the stream has ended.
/// </summary>
/// <param name="output">The answer.</param>
/// <param name="identity">What it says of itself.</param>
/// <param name="request">What was asked for.</param>
internal sealed class ChatEventWriter(PipeWriter output, ChatAnswerIdentity identity, ChatRequest request) : EventWriter(output)
{
    private readonly ChatChunkWriter _chunks = new(output, identity, request);
    private bool _begun;
    private int _calls;
    private int? _callBlock;
    private bool _callHasInput;
    private bool _serverCall;
    private int _thoughts = -1;
    private int? _thoughtBlock;
    private TokenUsage? _usage;
    private StopReason? _stop;

    /// <inheritdoc/>
    public override string ContentType => "text/event-stream; charset=utf-8";

    /// <inheritdoc/>
    public override bool HasHeartbeat => true;

    /// <inheritdoc/>
    public override void WriteHeartbeat() => SseWriter.WriteComment(Output, "alive"u8);

    /// <inheritdoc/>
    public override string NameOf(string name) => ChatParameterNames.Of(name);

    /// <inheritdoc/>
    public override void Write(in ConverseEvent converseEvent)
    {
        switch (converseEvent.Kind)
        {
            case ConverseEventKind.TextDelta:
                if (!converseEvent.Text.IsEmpty)
                {
                    Begin();
                    _chunks.WriteContent(converseEvent.Text);
                }

                break;
            case ConverseEventKind.ReasoningTextDelta:
                if (!converseEvent.Text.IsEmpty)
                {
                    _chunks.WriteThought(Thought(converseEvent.BlockIndex), converseEvent.Text);
                }

                break;
            case ConverseEventKind.ReasoningSignatureDelta:
                _chunks.WriteSignature(Thought(converseEvent.BlockIndex), converseEvent.Text);
                break;
            case ConverseEventKind.RedactedReasoningDelta:
                _chunks.WriteEncryptedThought(Thought(converseEvent.BlockIndex), converseEvent.Text);
                break;
            case ConverseEventKind.ToolUseStart:
                StartCall(in converseEvent);
                break;
            case ConverseEventKind.ToolInputDelta:
                if (!_serverCall && !converseEvent.Text.IsEmpty)
                {
                    _callHasInput = true;
                    _chunks.WriteArguments(_calls, converseEvent.Text.Utf8.Span);
                }

                break;
            case ConverseEventKind.ContentBlockStop:
                EndCall(converseEvent.BlockIndex);
                break;
            case ConverseEventKind.MessageStop:
                _stop = converseEvent.StopReason;
                break;
            case ConverseEventKind.Metadata:
                _usage = converseEvent.Usage ?? _usage;
                break;
            case ConverseEventKind.MessageStart or ConverseEventKind.OtherBlockStart or ConverseEventKind.OtherDelta or ConverseEventKind.Unknown:
                break;
            default:
                throw new InvalidOperationException($"Unknown event kind {converseEvent.Kind}.");
        }
    }

    /// <inheritdoc/>
    public override void WriteEnd()
    {
        if (_stop is not { } stop)
        {
            throw new InvalidOperationException("The answer has not stopped.");
        }

        Begin();
        if (_callBlock is { } open)
        {
            EndCall(open);
        }

        _chunks.WriteFinish(ChatFinish.Of(stop, request.LegacyFunctions));
        if (request.IncludeUsage)
        {
            _chunks.WriteUsage(_usage);
        }

        Output.Write("data: [DONE]\n\n"u8);
    }

    /// <inheritdoc/>
    public override void WriteError(GatewayError error) => OpenAIErrorWriter.WriteMark(Output, error);

    /// <summary>The first chunk says who speaks.</summary>
    private void Begin()
    {
        if (!_begun)
        {
            _begun = true;
            _chunks.WriteRole();
        }
    }

    private int Thought(int block)
    {
        Begin();
        if (block != _thoughtBlock)
        {
            _thoughtBlock = block;
            _thoughts++;
        }

        return _thoughts;
    }

    private void StartCall(in ConverseEvent start)
    {
        Begin();
        if (_callBlock is { } open)
        {
            EndCall(open);
        }

        _callBlock = start.BlockIndex;
        _callHasInput = false;

        // What the service runs itself is no call for the caller.
        _serverCall = start.ToolUseType.Utf8.Span.SequenceEqual("server_tool_use"u8);
        if (!_serverCall)
        {
            _chunks.WriteCall(_calls, start.ToolUseId, start.ToolName);
        }
    }

    /// <summary>A call without arguments has none on the wire; in this dialect it has an empty object, which clients parse.</summary>
    private void EndCall(int block)
    {
        if (block != _callBlock)
        {
            return;
        }

        _callBlock = null;
        if (_serverCall)
        {
            _serverCall = false;
            return;
        }

        if (!_callHasInput)
        {
            _chunks.WriteArguments(_calls, "{}"u8);
        }

        _calls++;
    }
}
