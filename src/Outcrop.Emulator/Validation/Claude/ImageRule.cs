using System.Text.Json;
using Outcrop.Emulator.Catalog;

namespace Outcrop.Emulator.Validation.Claude;

/// <summary>Images are brought as base64, are images, and to newer models of the type they are said to be.</summary>
internal static class ImageRule
{
    public static string? Check(ClaudeRequest request, ModelLine line)
    {
        foreach (ClaudeBlock block in request.Turns.SelectMany(turn => turn.Blocks))
        {
            if (block.IsMedia && block.SourceType == "url")
            {
                return $"{block.Place}.{block.Kind}.source.base64.data: URL sources are not supported";
            }

            if (block.Kind != "image" || block.Data is not { ValueKind: JsonValueKind.String } data)
            {
                continue;
            }

            if (!data.TryGetBytesFromBase64(out byte[]? bytes) || ImageBytes.MediaTypeOf(bytes) is not { } actual)
            {
                return "Could not process image";
            }

            // Claude 3.5 took a PNG for the JPEG it was said to be (recorded).
            if (line.FieldErrors && block.MediaType != actual)
            {
                return $"{block.Place}.image.source.base64: The image was specified using the {block.MediaType} media type, but the image appears to be a {actual} image";
            }
        }

        return null;
    }
}
