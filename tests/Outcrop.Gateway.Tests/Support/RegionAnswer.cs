namespace Outcrop.Gateway.Tests.Support;

/// <summary>What a caller got.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Status">The status.</param>
/// <param name="IsWhole">Whether it is an answer, and came to its end.</param>
/// <param name="Text">Its headers and body, if it is none.</param>
/// <param name="Took">How long it took, to its end.</param>
internal sealed record RegionAnswer(RegionRequest Request, int Status, bool IsWhole, string Text, TimeSpan Took);
