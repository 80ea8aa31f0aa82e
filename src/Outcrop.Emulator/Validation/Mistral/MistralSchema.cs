using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Outcrop.Emulator.Hosting;
using Outcrop.Wire.Buffers;

namespace Outcrop.Emulator.Validation.Mistral;

/// <summary>
/// The check in front of Mistral's chat models: the body is held against four kinds of requests, and when none fits, what each of them misses and does not know
/// is listed, with the input. In a stream it comes as the only frame (recorded for Pixtral).
/// </summary>
internal static class MistralSchema
{
    private static readonly RequestKind[] Kinds =
    [
        new("ChatCompletionRequest", ["messages"], [
            "model", "messages", "max_tokens", "min_tokens", "temperature", "top_p", "top_k", "stop", "stream", "stream_options", "tools", "tool_choice", "safe_prompt", "random_seed",
            "response_format", "n", "presence_penalty", "frequency_penalty", "parallel_tool_calls", "prediction", "prompt_mode"]),
        new("CompletionRequest", ["prompt"], ["model", "prompt", "max_tokens", "min_tokens", "temperature", "top_p", "top_k", "stop", "stream", "stream_options", "random_seed", "n"]),
        new("FIMCompletionRequest", ["prompt"], ["model", "prompt", "suffix", "max_tokens", "min_tokens", "temperature", "top_p", "stop", "stream", "stream_options", "random_seed"]),
        new("OCRRequest", ["document"], ["model", "document", "id", "pages", "include_image_base64", "image_limit", "image_min_size"]),
    ];

    /// <summary>The findings tell each input several times; a long one is refused without them.</summary>
    private const int LongestInput = 256 * 1024;

    /// <exception cref="AwsErrorException">No kind of request fits the body.</exception>
    public static void Check(JsonElement body, bool streaming)
    {
        if (Array.Exists(Kinds, kind => Fits(kind, body)))
        {
            return;
        }

        if (JsonMarshal.GetRawUtf8Value(body).Length > LongestInput)
        {
            throw new AwsErrorException(AwsError.Validation("Malformed input request, please reformat your input and try again."), inStream: streaming);
        }

        using var buffer = new PooledBufferWriter(1024);
        using (var json = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("detail"u8);
            foreach (RequestKind kind in Kinds)
            {
                WriteFindings(json, kind, body);
            }

            json.WriteEndArray();
            json.WritePropertyName("body"u8);
            body.WriteTo(json);
            json.WriteEndObject();
        }

        throw new AwsErrorException(AwsError.Validation(Encoding.UTF8.GetString(buffer.WrittenSpan)), inStream: streaming);
    }

    private static bool Fits(RequestKind kind, JsonElement body) =>
        kind.Required.All(name => body.TryGetProperty(name, out _)) && body.EnumerateObject().All(member => kind.Known.Contains(member.Name))
        && !StreamOptions(kind, body).Any();

    private static IEnumerable<JsonProperty> StreamOptions(RequestKind kind, JsonElement body) =>
        kind.Known.Contains("stream_options") && body.TryGetProperty("stream_options"u8, out JsonElement options) && options.ValueKind == JsonValueKind.Object
            ? options.EnumerateObject().Where(option => option.Name != "stream_tokens") : [];

    private static void WriteFindings(Utf8JsonWriter json, RequestKind kind, JsonElement body)
    {
        foreach (JsonProperty option in StreamOptions(kind, body))
        {
            WriteFinding(json, "extra_forbidden", [kind.Name, "stream_options", option.Name], "Extra inputs are not permitted", option.Value);
        }

        foreach (string name in kind.Required.Where(name => !body.TryGetProperty(name, out _)))
        {
            WriteFinding(json, "missing", [kind.Name, name], "Field required", body);
        }

        foreach (JsonProperty member in body.EnumerateObject().Where(member => !kind.Known.Contains(member.Name)))
        {
            WriteFinding(json, "extra_forbidden", [kind.Name, member.Name], "Extra inputs are not permitted", member.Value);
        }
    }

    private static void WriteFinding(Utf8JsonWriter json, string type, string[] place, string message, JsonElement input)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteStartArray("loc"u8);
        json.WriteStringValue("body"u8);
        foreach (string part in place)
        {
            json.WriteStringValue(part);
        }

        json.WriteEndArray();
        json.WriteString("msg"u8, message);
        json.WritePropertyName("input"u8);
        input.WriteTo(json);
        json.WriteEndObject();
    }

    private sealed record RequestKind(string Name, string[] Required, string[] Known);
}
