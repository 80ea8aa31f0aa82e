namespace Outcrop.Emulator.Answers;

/// <summary>Where an answer has something from.</summary>
/// <param name="Place">How start and end count.</param>
/// <param name="Index">Which document or search result.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends, exclusive.</param>
/// <param name="Quote">What stands there.</param>
/// <param name="Title">The document's title.</param>
/// <param name="Source">A search result's address.</param>
internal sealed record Citation(CitationPlace Place, int Index, int Start, int End, string Quote, string? Title, string? Source);
