namespace Outcrop.Emulator.Answers;

/// <summary>A block and all that stands before it.</summary>
/// <param name="Hash">What it is known by.</param>
/// <param name="Tokens">How many tokens it has.</param>
/// <param name="TimeToLive">For how long to keep it, where the caller wants it kept.</param>
internal readonly record struct CacheBlock(string Hash, int Tokens, TimeSpan? TimeToLive);
