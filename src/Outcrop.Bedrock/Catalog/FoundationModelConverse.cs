namespace Outcrop.Bedrock.Catalog;

/// <summary>A foundation model's limits in Converse, as the control plane tells them (recorded; not part of AWS's documented model).</summary>
public sealed record FoundationModelConverse
{
    /// <summary>The largest <c>maxTokens</c>; <see langword="null"/> where not told.</summary>
    public int? MaxTokensMaximum { get; init; }

    /// <summary>What holds when <c>maxTokens</c> is left out; <see langword="null"/> where not told.</summary>
    public int? MaxTokensDefault { get; init; }

    /// <summary>Whether it takes a system prompt; <see langword="null"/> where not told.</summary>
    public bool? System { get; init; }

    /// <summary>The formats of images that users may send; <see langword="null"/> where not told.</summary>
    public IReadOnlyList<string>? Images { get; init; }

    /// <summary>The formats of documents; <see langword="null"/> where not told.</summary>
    public IReadOnlyList<string>? Documents { get; init; }

    /// <summary>The formats of videos; <see langword="null"/> where not told.</summary>
    public IReadOnlyList<string>? Videos { get; init; }

    /// <summary>Whether it reasons: <see langword="true"/> always, <see langword="false"/> when asked, <see langword="null"/> not at all or not told.</summary>
    public bool? ReasoningEmbedded { get; init; }

    /// <summary>The JSON that describes its additional request fields; <see langword="null"/> where not told.</summary>
    public string? AdditionalFields { get; init; }
}
