namespace Outcrop.Bedrock.Native.Splicing;

/// <summary>A place that was found: a stretch of the document whose cutting leaves valid JSON behind.</summary>
/// <param name="Place">The place.</param>
/// <param name="Start">Where the stretch begins, the comma that goes with it included.</param>
/// <param name="End">Just behind it.</param>
/// <param name="Member">The name of a member of the top level, which is left out by its name; <see langword="null"/> further down.</param>
internal readonly record struct JsonFind(JsonPlace Place, int Start, int End, string? Member);
