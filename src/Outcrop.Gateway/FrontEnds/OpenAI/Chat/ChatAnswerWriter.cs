using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Chat;

/// <summary>Writes a whole answer as a <c>chat.completion</c>.</summary>
internal static class ChatAnswerWriter
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    /// <summary>Writes it.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="response">The answer.</param>
    /// <param name="identity">What it says of itself.</param>
    /// <param name="request">What was asked for.</param>
    public static void Write(IBufferWriter<byte> output, ConverseResponse response, ChatAnswerIdentity identity, ChatRequest request)
    {
        using var json = new Utf8JsonWriter(output, Readable);
        json.WriteStartObject();
        json.WriteString("id"u8, identity.Id);
        json.WriteString("object"u8, "chat.completion"u8);
        json.WriteNumber("created"u8, identity.Created);
        json.WriteString("model"u8, identity.Model);
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        json.WriteStartObject("message"u8);
        WriteMessage(json, response.Message.Content, request.LegacyFunctions);
        json.WriteEndObject();
        json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, ChatFinish.Of(response.StopReason, request.LegacyFunctions));
        json.WriteEndObject();
        json.WriteEndArray();
        ChatUsageWriter.Write(json, response.Usage);
        json.WriteString("service_tier"u8, ServedTier.Of(request.Converse.ServiceTier, response.Dropped, response.AdditionalMembers));
        json.WriteNull("system_fingerprint"u8);
        BedrockDetails.Write(json, response);
        json.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter json, IList<ContentBlock> content, bool legacyFunctions)
    {
        json.WriteString("role"u8, "assistant"u8);
        var text = new StringBuilder();
        bool hasText = false;
        var calls = new List<ToolUseBlock>();
        foreach (ContentBlock block in content)
        {
            string? piece = block switch { TextBlock plain => plain.Text, CitationsBlock cited => cited.Text, _ => null };
            text.Append(piece);
            hasText |= piece is not null;

            // What the service ran itself is no call for the caller.
            if (block is ToolUseBlock { Type: not "server_tool_use" } call)
            {
                calls.Add(call);
            }
        }

        if (hasText || calls.Count == 0)
        {
            json.WriteString("content"u8, text.ToString());
        }
        else
        {
            json.WriteNull("content"u8);
        }

        json.WriteNull("refusal"u8);
        ChatReasoning.Write(json, content);
        if (calls.Count == 0)
        {
            return;
        }

        if (legacyFunctions)
        {
            json.WriteStartObject("function_call"u8);
            WriteFunction(json, calls[0]);
            json.WriteEndObject();
            return;
        }

        json.WriteStartArray("tool_calls"u8);
        foreach (ToolUseBlock call in calls)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, call.ToolUseId);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            WriteFunction(json, call);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFunction(Utf8JsonWriter json, ToolUseBlock call)
    {
        json.WriteString("name"u8, call.Name);
        json.WriteString("arguments"u8, call.Input.IsEmpty ? "{}"u8 : call.Input.Utf8.Span);
    }
}
