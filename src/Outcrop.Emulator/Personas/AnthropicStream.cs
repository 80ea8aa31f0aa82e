using System.Text.Json;
using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Streaming;

namespace Outcrop.Emulator.Personas;

/// <summary>The chunks of an Anthropic Messages stream on Bedrock: Anthropic's events without <c>ping</c>, the metrics on <c>message_stop</c>.</summary>
internal static class AnthropicStream
{
    private const int FragmentLength = 12;

    public static IEnumerable<StreamPart> Write(Utf8JsonWriter json, Exchange exchange)
    {
        Begin(json, "message_start"u8);
        json.WriteStartObject("message"u8);
        AnthropicPersona.WriteHead(json, exchange);
        json.WriteStartArray("content"u8);
        json.WriteEndArray();
        json.WriteNull("stop_reason"u8);
        json.WriteNull("stop_sequence"u8);
        AnthropicPersona.WriteUsage(json, exchange, exchange.Blocked ? 0 : 1);
        json.WriteEndObject();
        json.WriteEndObject();
        yield return StreamPart.Chunk(PartKind.Structure);

        for (int index = 0; index < exchange.Answer.Blocks.Count; index++)
        {
            AnswerBlock block = exchange.Answer.Blocks[index];
            WriteBlockStart(json, exchange, index, block);
            yield return StreamPart.Chunk(PartKind.Structure);
            if (block is TextAnswer { Citation: { } citation })
            {
                Begin(json, "content_block_delta"u8);
                json.WriteNumber("index"u8, index);
                json.WriteStartObject("delta"u8);
                json.WriteString("type"u8, "citations_delta"u8);
                json.WritePropertyName("citation"u8);
                CitationWriter.WriteAnthropic(json, citation);
                json.WriteEndObject();
                json.WriteEndObject();
                yield return StreamPart.Chunk(PartKind.Content);
            }

            foreach ((string type, string member, string value) in DeltasOf(block))
            {
                Begin(json, "content_block_delta"u8);
                json.WriteNumber("index"u8, index);
                json.WriteStartObject("delta"u8);
                json.WriteString("type"u8, type);
                json.WriteString(member, value);
                json.WriteEndObject();
                json.WriteEndObject();
                yield return StreamPart.Chunk(PartKind.Content);
            }

            Begin(json, "content_block_stop"u8);
            json.WriteNumber("index"u8, index);
            json.WriteEndObject();
            yield return StreamPart.Chunk(PartKind.Structure);
        }

        Begin(json, "message_delta"u8);
        json.WriteStartObject("delta"u8);
        json.WriteString("stop_reason"u8, exchange.Answer.StopReason);
        json.WriteString("stop_sequence"u8, exchange.Answer.StopSequence);
        json.WriteEndObject();
        if (!exchange.Blocked)
        {
            json.WriteStartObject("usage"u8);
            json.WriteNumber("output_tokens"u8, exchange.OutputTokens);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        yield return StreamPart.Chunk(PartKind.Structure);

        Begin(json, "message_stop"u8);
        exchange.WriteMetrics(json);
        json.WriteEndObject();
        yield return StreamPart.Chunk(PartKind.Stop);
    }

    /// <summary>Cuts a tool's arguments into the fragments that models stream them in.</summary>
    public static IEnumerable<string> Fragments(string inputJson)
    {
        for (int start = 0; start < inputJson.Length;)
        {
            int length = Math.Min(FragmentLength, inputJson.Length - start);
            if (char.IsHighSurrogate(inputJson[start + length - 1]) && start + length < inputJson.Length)
            {
                length++;
            }

            yield return inputJson.Substring(start, length);
            start += length;
        }
    }

    private static void WriteBlockStart(Utf8JsonWriter json, Exchange exchange, int index, AnswerBlock block)
    {
        Begin(json, "content_block_start"u8);
        json.WriteNumber("index"u8, index);
        json.WriteStartObject("content_block"u8);
        switch (block)
        {
            case TextAnswer text:
                json.WriteString("type"u8, "text"u8);
                json.WriteString("text"u8, ""u8);
                if (text.Citation is not null)
                {
                    json.WriteStartArray("citations"u8);
                    json.WriteEndArray();
                }

                break;
            case ReasoningAnswer:
                json.WriteString("type"u8, "thinking"u8);
                json.WriteString("thinking"u8, ""u8);
                json.WriteString("signature"u8, ""u8);
                break;
            case RedactedAnswer redacted:
                json.WriteString("type"u8, "redacted_thinking"u8);
                json.WriteString("data"u8, redacted.Data);
                break;
            case ToolAnswer tool:
                json.WriteString("type"u8, "tool_use"u8);
                json.WriteString("id"u8, Identifiers.AnthropicTool(exchange.Random));
                json.WriteString("name"u8, tool.Name);
                json.WriteStartObject("input"u8);
                json.WriteEndObject();
                break;
            default:
                throw new InvalidOperationException($"No block {block.GetType().Name} in this family.");
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static IEnumerable<(string Type, string Member, string Value)> DeltasOf(AnswerBlock block)
    {
        switch (block)
        {
            case TextAnswer text:
                foreach (string token in text.Tokens)
                {
                    yield return ("text_delta", "text", token);
                }

                break;
            case ReasoningAnswer reasoning:
                foreach (string token in reasoning.Tokens)
                {
                    yield return ("thinking_delta", "thinking", token);
                }

                yield return ("signature_delta", "signature", reasoning.Signature);
                break;
            case RedactedAnswer:
                // All of it stands in the block's start.
                break;
            case ToolAnswer tool:
                // The first fragment is empty, and a tool without arguments has only that one.
                yield return ("input_json_delta", "partial_json", "");
                foreach (string fragment in tool.InputJson is "{}" or "" ? [] : Fragments(tool.InputJson))
                {
                    yield return ("input_json_delta", "partial_json", fragment);
                }

                break;
            default:
                throw new InvalidOperationException($"No block {block.GetType().Name} in this family.");
        }
    }

    private static void Begin(Utf8JsonWriter json, ReadOnlySpan<byte> type)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
    }
}
