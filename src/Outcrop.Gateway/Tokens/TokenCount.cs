namespace Outcrop.Gateway.Tokens;

/// <summary>A count of input tokens.</summary>
/// <param name="Tokens">How many.</param>
/// <param name="IsEstimate">Whether they were guessed; the answer says so in <see cref="TokenEstimate.HeaderName"/>.</param>
internal readonly record struct TokenCount(int Tokens, bool IsEstimate);
