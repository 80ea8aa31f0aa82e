using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Rerank;

/// <summary>The answer to a <see cref="RerankRequest"/>.</summary>
public sealed class RerankResponse
{
    /// <summary>The documents, the most relevant first, as the model gave them.</summary>
    public required IReadOnlyList<RerankResult> Results { get; init; }

    /// <summary>Input tokens; <see langword="null"/> where the model tells none.</summary>
    public int? InputTokens { get; init; }

    /// <summary>What else the answer says, as one JSON object; empty when there is nothing.</summary>
    public RawJson AdditionalMembers { get; init; }

    /// <summary>The <c>x-amzn-RequestId</c>.</summary>
    public string? RequestId { get; internal set; }
}
