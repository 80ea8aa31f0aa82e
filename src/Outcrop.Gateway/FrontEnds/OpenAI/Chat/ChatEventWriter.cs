using System.Buffers;
using System.IO.Pipelines;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Chat;

/// <summary>
/// Writes an answer as <c>chat.completion.chunk</c> events. A delta's characters are copied as they stand, since an escape is the same in every JSON document.
/// Allocates nothing per event. The finish reason and <c>[DONE]</c> come only when the model has said that it had stopped and the stream has ended.
/// </summary>
/// <param name="output">The answer.</param>
/// <param name="identity">What it says of itself.</param>
/// <param name="request">What was asked for.</param>
internal sealed class ChatEventWriter(PipeWriter output, ChatAnswerIdentity identity, ChatRequest request) : OpenAIEventWriter(output)
{
    private readonly ChatChunkWriter _chunks = new(output, identity, request);
    private readonly ChatCalls _calls = new();
    private bool _begun;
    private bool _hasText;
    private int _thoughts = -1;
    private int? _thoughtBlock;
    private bool _thoughtIsEncrypted;
    private TokenUsage? _usage;
    private StopReason? _stop;
    private byte[]? _details;

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
                    _hasText = true;
                    _chunks.WriteContent(converseEvent.Text);
                }

                break;
            case ConverseEventKind.ReasoningTextDelta:
                if (!converseEvent.Text.IsEmpty)
                {
                    int? follows = BeginThought(converseEvent.BlockIndex, encrypted: false);
                    _chunks.WriteThought(_thoughts, converseEvent.Text, follows);
                }

                break;
            case ConverseEventKind.ReasoningSignatureDelta:
                int? place = BeginThought(converseEvent.BlockIndex, encrypted: false);
                _chunks.WriteSignature(_thoughts, converseEvent.Text, place);
                break;
            case ConverseEventKind.RedactedReasoningDelta:
                int? where = BeginThought(converseEvent.BlockIndex, encrypted: true);
                _chunks.WriteEncryptedThought(_thoughts, converseEvent.Text, where);
                break;
            case ConverseEventKind.ToolUseStart:
                StartCall(in converseEvent);
                break;
            case ConverseEventKind.ToolInputDelta:
                if (!converseEvent.Text.IsEmpty && _calls.TakeInput(converseEvent.BlockIndex) is { } call)
                {
                    _chunks.WriteArguments(call, converseEvent.Text.Utf8.Span);
                }

                break;
            case ConverseEventKind.ContentBlockStop:
                _thoughtBlock = null;
                EndCall(_calls.End(converseEvent.BlockIndex));
                break;
            case ConverseEventKind.MessageStop:
                _stop = converseEvent.StopReason;
                break;
            case ConverseEventKind.Metadata:
                _usage = converseEvent.Usage ?? _usage;
                _details = BedrockDetails.Pick(converseEvent.Raw) ?? _details;
                break;
            case ConverseEventKind.OtherDelta:
                Begin();
                _chunks.WriteOther(converseEvent.Raw.Span);
                break;
            case ConverseEventKind.MessageStart or ConverseEventKind.OtherBlockStart or ConverseEventKind.Unknown:
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
        while (_calls.EndFirst() is { } open)
        {
            EndCall(open);
        }

        _chunks.WriteFinish(ChatFinish.Of(stop, request.LegacyFunctions), stop, _details);
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

    /// <summary>A block, or another kind of thought in it, begins a thought of its own. Gives where a new thought stands, if it is not before everything else.</summary>
    private int? BeginThought(int block, bool encrypted)
    {
        Begin();
        if (block == _thoughtBlock && encrypted == _thoughtIsEncrypted)
        {
            return null;
        }

        _thoughtBlock = block;
        _thoughtIsEncrypted = encrypted;
        _thoughts++;
        int follows = (_hasText ? 1 : 0) + _calls.Count;
        return follows > 0 ? follows : null;
    }

    private void StartCall(in ConverseEvent start)
    {
        Begin();
        EndCall(_calls.End(start.BlockIndex));

        // What the service runs itself is no call for the caller.
        bool isOurs = !start.ToolUseType.Utf8.Span.SequenceEqual("server_tool_use"u8);
        int call = _calls.Start(start.BlockIndex, isOurs);
        if (isOurs)
        {
            _chunks.WriteCall(call, start.ToolUseId, start.ToolName);
        }
    }

    /// <summary>A call without arguments has none on the wire; in this dialect it has an empty object, which clients parse.</summary>
    private void EndCall(int? withoutArguments)
    {
        if (withoutArguments is { } call and >= 0)
        {
            _chunks.WriteArguments(call, "{}"u8);
        }
    }
}
