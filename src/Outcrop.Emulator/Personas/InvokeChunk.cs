using System.Text.Json;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Streaming;
using Outcrop.Wire.Buffers;

namespace Outcrop.Emulator.Personas;

/// <summary>The payload of an InvokeModelWithResponseStream event: the family's own JSON as Base64, and the padding.</summary>
internal static class InvokeChunk
{
    public static ReadOnlyMemory<byte> Wrap(ReadOnlySpan<byte> providerJson, PooledBufferWriter output, Random random)
    {
        output.Clear();
        using (var json = new Utf8JsonWriter(output, JsonOutput.Options))
        {
            json.WriteStartObject();
            json.WriteBase64String("bytes"u8, providerJson);
            Padding.Write(json, random);
            json.WriteEndObject();
        }

        return output.WrittenMemory;
    }
}
