using Outcrop.Bedrock.Families;

namespace Outcrop.Bedrock.Invoke;

/// <summary>The answer of <c>InvokeModel</c>, byte for byte.</summary>
public sealed class InvokeModelResponse
{
    /// <summary>The body in the model's own format.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body's media type.</summary>
    public string? ContentType { get; init; }

    /// <summary>Token counts and latency from the headers.</summary>
    public InvokeModelHeaders Headers { get; init; }

    /// <summary>The <c>x-amzn-RequestId</c>.</summary>
    public string? RequestId { get; init; }
}
