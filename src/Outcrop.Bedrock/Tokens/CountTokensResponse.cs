using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Tokens;

/// <summary>The answer of <c>CountTokens</c>. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html.</summary>
public sealed class CountTokensResponse
{
    /// <summary>The input tokens the same request would be billed for.</summary>
    public required int InputTokens { get; init; }

    /// <summary>The whole body, byte for byte.</summary>
    public RawJson Raw { get; init; }

    /// <summary>The <c>x-amzn-RequestId</c>.</summary>
    public string? RequestId { get; internal set; }
}
