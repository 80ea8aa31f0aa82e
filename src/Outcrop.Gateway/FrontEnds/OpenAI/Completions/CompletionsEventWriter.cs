using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.FrontEnds.OpenAI.Chat;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Completions;

/// <summary>
/// Writes an answer as <c>text_completion</c> events. A delta's characters are copied as they stand. Allocates nothing per event. The finish reason and <c>[DONE]</c> come only when the
/// model has said that it had stopped and the stream has ended. Thoughts and calls have no place in this shape; a prompt asks for none.
/// </summary>
internal sealed class CompletionsEventWriter : OpenAIEventWriter
{
    private readonly CompletionsRequest _request;
    private readonly byte[] _head;
    private TokenUsage? _usage;
    private StopReason? _stop;
    private bool _begun;

    /// <summary>Prepares what every event says alike.</summary>
    /// <param name="output">The answer.</param>
    /// <param name="identity">What it says of itself.</param>
    /// <param name="request">What was asked for.</param>
    public CompletionsEventWriter(PipeWriter output, ChatAnswerIdentity identity, CompletionsRequest request)
        : base(output)
    {
        _request = request;
        var head = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(head))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, "cmpl-" + identity.RequestId);
            json.WriteString("object"u8, "text_completion"u8);
            json.WriteNumber("created"u8, identity.Created);
            json.WriteString("model"u8, identity.Model);
            json.WriteEndObject();
        }

        _head = [.. "data: "u8, .. head.WrittenSpan[..^1], .. ",\"choices\":["u8];
    }

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
                    WriteText(converseEvent.Text.Utf8.Span);
                }

                break;
            case ConverseEventKind.MessageStop:
                _stop = converseEvent.StopReason;
                break;
            case ConverseEventKind.Metadata:
                _usage = converseEvent.Usage ?? _usage;
                break;
            case ConverseEventKind.MessageStart or ConverseEventKind.ContentBlockStop or ConverseEventKind.OtherBlockStart or ConverseEventKind.OtherDelta or ConverseEventKind.Unknown
                or ConverseEventKind.ReasoningTextDelta or ConverseEventKind.ReasoningSignatureDelta or ConverseEventKind.RedactedReasoningDelta
                or ConverseEventKind.ToolUseStart or ConverseEventKind.ToolInputDelta:
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
        Output.Write(_head);
        Output.Write("{\"text\":\"\",\"index\":0,\"logprobs\":null,\"finish_reason\":\""u8);
        Output.Write(JsonEncodedText.Encode(ChatFinish.Of(stop)).EncodedUtf8Bytes);
        Output.Write(_request.IncludeUsage ? "\"}],\"usage\":null}\n\n"u8 : "\"}]}\n\n"u8);
        if (_request.IncludeUsage)
        {
            WriteUsage();
        }

        Output.Write("data: [DONE]\n\n"u8);
    }

    /// <inheritdoc/>
    public override void WriteError(GatewayError error) => OpenAIErrorWriter.WriteMark(Output, error);

    private void Begin()
    {
        if (!_begun)
        {
            _begun = true;
            if (_request.Echo)
            {
                WriteText(JsonEncodedText.Encode(_request.Prompts[0]).EncodedUtf8Bytes);
            }
        }
    }

    private void WriteText(ReadOnlySpan<byte> escaped)
    {
        Output.Write(_head);
        Output.Write("{\"text\":\""u8);
        Output.Write(escaped);
        Output.Write("\",\"index\":0,\"logprobs\":null,\"finish_reason\":null}]"u8);
        Output.Write(_request.IncludeUsage ? ",\"usage\":null}\n\n"u8 : "}\n\n"u8);
    }

    private void WriteUsage()
    {
        var counts = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(counts))
        {
            json.WriteStartObject();
            ChatUsageWriter.Write(json, _usage);
            json.WriteEndObject();
        }

        Output.Write(_head);
        Output.Write("],"u8);
        Output.Write(counts.WrittenSpan[1..]);
        Output.Write("\n\n"u8);
    }
}
