using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Wire.Buffers;

namespace Outcrop.Bedrock.Native;

/// <summary>A whole answer as it came. Disposing it gives the body's memory back.</summary>
/// <param name="body">The body; owned by the answer.</param>
internal sealed class NativeResponse(PooledBody body) : IDisposable
{
    /// <summary>The HTTP status, 2xx.</summary>
    public required int Status { get; init; }

    /// <summary>The body; valid until the answer is disposed.</summary>
    public ReadOnlyMemory<byte> Body => body.Memory;

    /// <summary>The body's media type.</summary>
    public string? ContentType { get; init; }

    /// <summary>What AWS said in headers of its own: <c>X-Amzn-Bedrock-…</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The <c>x-amzn-RequestId</c>.</summary>
    public string? RequestId { get; init; }

    /// <summary>How many attempts it took.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>The tokens; <see langword="null"/> where the answer does not tell.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Why the model stopped, in the words of the answer; <see langword="null"/> where it does not tell.</summary>
    public string? StopReason { get; init; }

    /// <summary>Parts of the request that were left out.</summary>
    public IReadOnlyList<DroppedParameter> Dropped { get; init; } = [];

    /// <inheritdoc/>
    public void Dispose() => body.Dispose();
}
