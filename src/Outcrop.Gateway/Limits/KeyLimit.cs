namespace Outcrop.Gateway.Limits;

/// <summary>What a key may do at once, and what of it is left.</summary>
/// <param name="Limit">The most requests in flight.</param>
/// <param name="Remaining">How many more may begin now.</param>
internal readonly record struct KeyLimit(int Limit, int Remaining);
