namespace Outcrop.Bedrock.Catalog;

/// <summary>What a request costs whose input, cached or not, is longer than a limit.</summary>
public sealed record ModelLongContextPrices
{
    /// <summary>The limit in tokens; a request of exactly as many is not long.</summary>
    public required long Above { get; init; }

    /// <summary>The factor of input, cache reads and cache writes.</summary>
    public required decimal Input { get; init; }

    /// <summary>The factor of output.</summary>
    public required decimal Output { get; init; }
}
