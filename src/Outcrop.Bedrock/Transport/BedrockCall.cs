namespace Outcrop.Bedrock.Transport;

/// <summary>One call, ready to be sent any number of times.</summary>
internal sealed class BedrockCall
{
    /// <summary>Which host.</summary>
    public BedrockService Service { get; init; } = BedrockService.Runtime;

    /// <summary>The HTTP method.</summary>
    public HttpMethod Method { get; init; } = HttpMethod.Post;

    /// <summary>The path as it shall stand on the wire, each segment percent-encoded, without the endpoint's base path: <c>/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The query without its question mark, encoded; <see langword="null"/> for none.</summary>
    public string? Query { get; init; }

    /// <summary>The body; empty for none. It must not change until the call has ended.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Headers besides those of transport and signature: <c>Content-Type</c>, <c>Accept</c>, <c>X-Amzn-Bedrock-…</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>When the call must have ended; <see langword="null"/>: the total timeout, from now on. For calls that are parts of one.</summary>
    public Deadline? Deadline { get; init; }

    /// <summary>What it has other than the client; <see langword="null"/>: nothing.</summary>
    public CallPolicy? Policy { get; init; }

    /// <summary>The model, for the retry quota; <see langword="null"/> for calls without one.</summary>
    public string? ModelId { get; init; }
}
