namespace Outcrop.Bedrock.Explain;

/// <summary>A rule of the catalogue that gives a parameter another disposition for some models.</summary>
/// <param name="Kind">The disposition: <see cref="DispositionKind.Adjusted"/>, <see cref="DispositionKind.Dropped"/> or <see cref="DispositionKind.Refused"/>.</param>
/// <param name="When">For which models or values.</param>
internal sealed record DispositionRule(DispositionKind Kind, string When);
