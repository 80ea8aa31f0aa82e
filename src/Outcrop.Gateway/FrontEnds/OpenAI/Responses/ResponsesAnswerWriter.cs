using System.Text.Encodings.Web;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.Json;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary>Writes a whole answer as a response object. The answer goes the way of a stream without listeners, so that both say the same.</summary>
internal static class ResponsesAnswerWriter
{
    /// <summary>Writes it.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="response">The answer.</param>
    /// <param name="identity">What it says of itself.</param>
    /// <param name="request">What was asked for.</param>
    public static void Write(PooledBufferWriter output, ConverseResponse response, ResponsesIdentity identity, ResponsesRequest request)
    {
        using var item = new ResponsesItem(identity.Core, request, events: null);
        var items = new ResponsesOutput(item);
        int index = 0;
        foreach (ContentBlock block in response.Message.Content)
        {
            WriteBlock(items, block, index++);
        }

        items.Write(new ConverseEvent { Kind = ConverseEventKind.MessageStop, StopReason = response.StopReason });
        ResponsesObject.WriteEnded(output, identity, request, ServedTier.Of(request.Converse.ServiceTier, response.Dropped, response.AdditionalMembers), response, item.Closed);
    }

    private static void WriteBlock(ResponsesOutput items, ContentBlock block, int index)
    {
        switch (block)
        {
            case TextBlock text:
                Say(ConverseEventKind.TextDelta, Escape(text.Text));
                break;
            case CitationsBlock cited:
                foreach (JsonElement citation in JsonDocument.Parse(cited.Citations.Utf8).RootElement.EnumerateArray())
                {
                    items.Cite(index, citation);
                }

                Say(ConverseEventKind.TextDelta, Escape(cited.Text));
                break;
            case ReasoningBlock thought:
                Say(ConverseEventKind.ReasoningTextDelta, Escape(thought.Text));
                if (thought.Signature is { Length: > 0 } signature)
                {
                    Say(ConverseEventKind.ReasoningSignatureDelta, Escape(signature));
                }

                break;
            case RedactedReasoningBlock encrypted:
                Say(ConverseEventKind.RedactedReasoningDelta, Escape(encrypted.Base64));
                break;
            case ToolUseBlock call:
                items.Write(new ConverseEvent
                {
                    Kind = ConverseEventKind.ToolUseStart, BlockIndex = index, ToolUseId = Escape(call.ToolUseId), ToolName = Escape(call.Name), ToolUseType = Escape(call.Type ?? ""),
                });
                Say(ConverseEventKind.ToolInputDelta, Wrap(JsonEncodedText.Encode(call.Input.Utf8.Span, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)));
                break;
            default:
                // What a server's tool found, and blocks that this dialect has no item for.
                break;
        }

        void Say(ConverseEventKind kind, JsonText text) => items.Write(new ConverseEvent { Kind = kind, BlockIndex = index, Text = text });
    }

    private static JsonText Escape(string text) => Wrap(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping));

    private static JsonText Wrap(JsonEncodedText text) => new(text.EncodedUtf8Bytes.ToArray(), escaped: true);
}
