namespace Outcrop.Bedrock.Catalog;

/// <summary>The values of a numeric parameter, both ends included.</summary>
public sealed record ModelNumberRange
{
    /// <summary>The smallest; <see langword="null"/> where unknown.</summary>
    public double? Minimum { get; init; }

    /// <summary>The largest; <see langword="null"/> where unknown.</summary>
    public double? Maximum { get; init; }

    /// <summary>Whether a value lies within.</summary>
    /// <param name="value">The value.</param>
    public bool Contains(double value) => !(value < Minimum) && !(value > Maximum);
}
