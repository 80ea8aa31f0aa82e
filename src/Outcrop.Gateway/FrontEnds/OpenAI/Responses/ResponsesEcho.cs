using System.Buffers;
using System.Text.Json;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary>The members of a request that every state of its answer says again, as this dialect has it.</summary>
internal static class ResponsesEcho
{
    /// <summary>Makes them once for the whole answer.</summary>
    /// <param name="body">The request's object.</param>
    /// <param name="store">Whether the answer is kept.</param>
    /// <returns>One JSON object.</returns>
    public static ReadOnlyMemory<byte> Of(JsonElement body, bool store)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteBoolean("background"u8, false);
            json.WriteBoolean("store"u8, store);
            Copy(json, body, "instructions", "null"u8);
            Copy(json, body, "max_output_tokens", "null"u8);
            Copy(json, body, "max_tool_calls", "null"u8);
            Copy(json, body, "metadata", "{}"u8);
            Copy(json, body, "parallel_tool_calls", "true"u8);
            Copy(json, body, "previous_response_id", "null"u8);
            Copy(json, body, "prompt_cache_key", "null"u8);
            Copy(json, body, "reasoning", """{"effort":null,"summary":null}"""u8);
            Copy(json, body, "safety_identifier", "null"u8);
            Copy(json, body, "temperature", "null"u8);
            WriteText(json, body);
            Copy(json, body, "tool_choice", "\"auto\""u8);
            Copy(json, body, "tools", "[]"u8);
            json.WriteNumber("top_logprobs"u8, 0);
            Copy(json, body, "top_p", "null"u8);
            Copy(json, body, "truncation", "\"disabled\""u8);
            Copy(json, body, "user", "null"u8);
            json.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    private static void WriteText(Utf8JsonWriter json, JsonElement body)
    {
        bool given = OpenAIJson.TryGet(body, "text", out JsonElement text);
        json.WriteStartObject("text"u8);
        Copy(json, given ? text : default, "format", """{"type":"text"}"""u8);
        Copy(json, given ? text : default, "verbosity", "\"medium\""u8);
        json.WriteEndObject();
    }

    private static void Copy(Utf8JsonWriter json, JsonElement holder, string name, ReadOnlySpan<byte> otherwise)
    {
        json.WritePropertyName(name);
        if (holder.ValueKind == JsonValueKind.Object && OpenAIJson.TryGet(holder, name, out JsonElement value))
        {
            json.WriteRawValue(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
        }
        else
        {
            json.WriteRawValue(otherwise, skipInputValidation: true);
        }
    }
}
