using System.Text.Json;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Validation.Converse;
using static Outcrop.Emulator.Validation.Refusal;

namespace Outcrop.Emulator.Validation.Nova;

/// <summary>
/// What Nova refuses. Its own body and Converse's name blocks alike. The model looks at images only when it runs: a stream has begun by then, and the refusal
/// is its only frame (recorded).
/// </summary>
internal static class NovaRules
{
    public static void Check(JsonElement body, string prefix, bool streaming)
    {
        foreach (ConverseBlock block in ConverseBlock.Of(body))
        {
            JsonElement source = Member(block.Value, "source") ?? default;
            if (block.Kind == "document" && block.Inner is not null && Member(source, "s3Location") is not null)
            {
                throw new AwsErrorException(AwsError.Validation(
                    prefix + AwsError.ExtraneousKey(Format($"#/messages/{block.Message}/content/{block.Index}"), "toolResult").Message));
            }

            if (block.Kind == "image" && Member(source, "bytes") is { ValueKind: JsonValueKind.String } data && data.TryGetBytesFromBase64(out byte[]? bytes))
            {
                string expected = "image/" + Text(block.Value, "format");
                string actual = MediaTypeOf(bytes);
                if (actual != expected)
                {
                    throw new AwsErrorException(
                        AwsError.Validation($"{prefix}The detected file MIME type {actual} does not match the expected type {expected}. Reformat your input and try again."), inStream: streaming);
                }
            }
        }
    }

    private static string MediaTypeOf(byte[] bytes) => ImageBytes.MediaTypeOf(bytes)
        ?? (bytes.AsSpan().StartsWith("%PDF"u8) ? "application/pdf"
            : bytes.AsSpan().ContainsAnyInRange((byte)0x00, (byte)0x08) ? "application/octet-stream"
            : "text/plain");
}
