namespace Outcrop.Emulator.Answers;

/// <summary>How a citation says where.</summary>
internal enum CitationPlace
{
    /// <summary>By characters of a text document.</summary>
    Characters,

    /// <summary>By pages of a PDF document.</summary>
    Pages,

    /// <summary>By blocks of a document that came in blocks.</summary>
    Blocks,

    /// <summary>By blocks of a search result.</summary>
    SearchResult,
}
