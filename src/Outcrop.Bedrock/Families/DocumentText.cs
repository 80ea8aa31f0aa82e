using System.Text;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families;

/// <summary>A document's text, for families whose bodies hold no files.</summary>
internal static class DocumentText
{
    /// <summary>The text; <see langword="null"/> when the document is a file that holds more than text, or lies elsewhere.</summary>
    /// <param name="document">The document.</param>
    public static string? Of(DocumentBlock document) => document switch
    {
        { Source: TextSource text } => text.Text,
        { Source: BytesSource bytes, Format: "txt" or "md" or "csv" or "html" } => Encoding.UTF8.GetString(bytes.Data.ToBytes().Span),
        _ => null,
    };
}
