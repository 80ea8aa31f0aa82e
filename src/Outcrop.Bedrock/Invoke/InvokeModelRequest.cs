namespace Outcrop.Bedrock.Invoke;

/// <summary>A raw call of <c>InvokeModel</c> or <c>InvokeModelWithResponseStream</c>: the body goes out byte for byte. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html.</summary>
public sealed class InvokeModelRequest
{
    /// <summary>Model id, inference profile id, or any model ARN.</summary>
    public required string ModelId { get; init; }

    /// <summary>The body in the model's own format; at most 25,000,000 bytes. It must not change until the call has ended.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body's media type. Default: <c>application/json</c>.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>The media type wanted back. Default: <c>application/json</c>.</summary>
    public string Accept { get; init; } = "application/json";

    /// <summary><c>X-Amzn-Bedrock-…</c> headers to send: trace, guardrail, latency, service tier, request metadata. Others are refused.</summary>
    public IDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
