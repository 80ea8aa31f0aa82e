namespace Outcrop.Bedrock.Catalog;

/// <summary>Where a model is in its life. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html.</summary>
public sealed record ModelLifecycle
{
    /// <summary><c>active</c>, <c>legacy</c> or <c>eol</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Since when it is legacy, <c>yyyy-MM-dd</c>; <see langword="null"/> where unknown.</summary>
    public string? Legacy { get; init; }

    /// <summary>When it ends or ended, <c>yyyy-MM-dd</c>; <see langword="null"/> where unknown.</summary>
    public string? EndOfLife { get; init; }

    /// <summary>Before which day it does not end, <c>yyyy-MM-dd</c>; <see langword="null"/> where unknown.</summary>
    public string? NoSoonerThan { get; init; }

    /// <summary>Where this is known from.</summary>
    public string? Provenance { get; init; }
}
