namespace Outcrop.Bedrock.Signing;

/// <summary>What is signed: the request exactly as it goes onto the wire.</summary>
internal readonly ref struct SigV4Request
{
    /// <summary>The HTTP method, in capitals.</summary>
    public required ReadOnlySpan<char> Method { get; init; }

    /// <summary>The path as on the wire, percent-encoded as it is there.</summary>
    public required ReadOnlySpan<char> Path { get; init; }

    /// <summary>The query as on the wire, without its question mark.</summary>
    public ReadOnlySpan<char> Query { get; init; }

    /// <summary>The headers to sign, <c>host</c> and <c>x-amz-date</c> among them, in any order and case. A value of <c>x-amz-content-sha256</c> stands for the body's hash.</summary>
    public required ReadOnlySpan<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>The body.</summary>
    public ReadOnlySpan<byte> Body { get; init; }

    /// <summary>Whether dot segments are left as they are; only S3 wants that.</summary>
    public bool KeepDotSegments { get; init; }
}
