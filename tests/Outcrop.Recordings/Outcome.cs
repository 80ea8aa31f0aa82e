namespace Outcrop.Recordings;

/// <summary>What checking one recording gave.</summary>
/// <param name="Kind">The result.</param>
/// <param name="Reason">Why it failed, or why it is for later.</param>
public readonly record struct Outcome(OutcomeKind Kind, string? Reason = null);
