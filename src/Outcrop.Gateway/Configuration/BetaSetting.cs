namespace Outcrop.Gateway.Configuration;

/// <summary>What the operator says of a beta flag. Immutable.</summary>
public sealed record BetaSetting
{
    /// <summary>What becomes of it.</summary>
    public required BetaDisposition Disposition { get; init; }

    /// <summary>The name it goes out by; <see langword="null"/>, the default: its own.</summary>
    public string? As { get; init; }

    /// <summary>The places of the body that it governs, such as <c>context_management</c> or <c>tools[].defer_loading</c>; <see langword="null"/>, the default: those that are known.</summary>
    public IReadOnlyList<string>? Fields { get; init; }
}
