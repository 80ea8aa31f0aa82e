using System.Text.Json;
using Outcrop.Emulator.Hosting;
using Outcrop.Wire.Buffers;

namespace Outcrop.Emulator.Surfaces;

/// <summary>Anthropic's own API says in the body what InvokeModel says in the path, and in a header what InvokeModel says in the body.</summary>
internal static class AnthropicSurface
{
    /// <summary>The same request as InvokeModel would take it; the caller disposes it.</summary>
    /// <param name="body">The request.</param>
    /// <param name="counting">Whether its tokens are only counted: then nobody says how many there may be.</param>
    public static JsonDocument ToInvokeBody(JsonElement body, bool counting)
    {
        using var buffer = new PooledBufferWriter(1024);
        using (var json = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            json.WriteStartObject();
            json.WriteString("anthropic_version"u8, "bedrock-2023-05-31"u8);
            if (counting)
            {
                json.WriteNumber("max_tokens"u8, 1);
            }

            foreach (JsonProperty member in body.EnumerateObject())
            {
                if (member.Name is not ("model" or "stream" or "anthropic_version") && !(counting && member.Name == "max_tokens"))
                {
                    member.WriteTo(json);
                }
            }

            json.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.WrittenMemory.ToArray());
    }
}
