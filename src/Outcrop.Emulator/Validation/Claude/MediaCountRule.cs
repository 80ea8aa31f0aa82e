using Outcrop.Emulator.Catalog;
using static Outcrop.Emulator.Validation.Refusal;

namespace Outcrop.Emulator.Validation.Claude;

/// <summary>Older models take twenty images and documents in all.</summary>
internal static class MediaCountRule
{
    public static string? Check(ClaudeRequest request, ModelLine line)
    {
        int images = request.Turns.Sum(turn => turn.Blocks.Count(block => block.Kind == "image"));
        int documents = request.Turns.Sum(turn => turn.Blocks.Count(block => block.Kind == "document"));
        return line.MaxMedia > 0 && images + documents > line.MaxMedia ? Format($"too many images and documents: {images} + {documents} > {line.MaxMedia}") : null;
    }
}
