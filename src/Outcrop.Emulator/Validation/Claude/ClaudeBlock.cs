using System.Text.Json;

namespace Outcrop.Emulator.Validation.Claude;

/// <summary>A content block as Claude sees it, whatever API it came by.</summary>
/// <param name="Place">Where it stands in Claude's words: <c>messages.0.content.1</c>, <c>messages.2.content.0.tool_result.content.1</c>.</param>
/// <param name="Kind">Claude's name of its kind: <c>text</c>, <c>image</c>, <c>tool_use</c>…</param>
/// <param name="Id">The id of a call, or the one a result answers.</param>
/// <param name="Text">A text, a thought, or what an encrypted thought holds.</param>
/// <param name="Signature">A thought's signature.</param>
/// <param name="MediaType">The media type an image is said to have.</param>
/// <param name="Data">An image's bytes in base64.</param>
/// <param name="SourceType">How an image or a document is brought: <c>base64</c>, <c>url</c>…</param>
internal sealed record ClaudeBlock(
    string Place, string Kind, string? Id = null, string? Text = null, string? Signature = null, string? MediaType = null, JsonElement? Data = null, string? SourceType = null)
{
    /// <summary>Whether something else than media stands around it.</summary>
    public bool IsMedia => Kind is "image" or "document";
}
