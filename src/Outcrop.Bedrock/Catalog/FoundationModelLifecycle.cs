namespace Outcrop.Bedrock.Catalog;

/// <summary>Where a foundation model is in its life. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_FoundationModelLifecycle.html.</summary>
public sealed record FoundationModelLifecycle
{
    /// <summary><c>ACTIVE</c> or <c>LEGACY</c>; empty where not told.</summary>
    public string Status { get; init; } = "";

    /// <summary>When it began; <see langword="null"/> where not told.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>When it becomes legacy; <see langword="null"/> where not told.</summary>
    public DateTimeOffset? Legacy { get; init; }

    /// <summary>When its extended access, and with it a higher price, begins; <see langword="null"/> where not told.</summary>
    public DateTimeOffset? ExtendedAccess { get; init; }

    /// <summary>When it ends; <see langword="null"/> where not told.</summary>
    public DateTimeOffset? EndOfLife { get; init; }
}
