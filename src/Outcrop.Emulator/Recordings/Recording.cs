using System.Text.Json;

namespace Outcrop.Emulator.Recordings;

/// <summary>A recorded exchange. Immutable.</summary>
internal sealed class Recording
{
    /// <summary>The file's path inside its folder, with slashes.</summary>
    public required string Name { get; init; }

    /// <summary>The operation as AWS names it.</summary>
    public string? Operation { get; init; }

    /// <summary>The model.</summary>
    public string? ModelId { get; init; }

    /// <summary>The HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query, decoded.</summary>
    public required string Path { get; init; }

    /// <summary>The request's body; <see langword="null"/> where it was not recorded.</summary>
    public JsonElement? Body { get; init; }

    /// <summary>The request's body where it is no JSON.</summary>
    public byte[]? RawBody { get; init; }

    /// <summary>The status answered.</summary>
    public required int Status { get; init; }

    /// <summary>The headers answered.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>The body answered.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The pieces it came in; empty where that is not known.</summary>
    public IReadOnlyList<int> ChunkSizes { get; init; } = [];

    /// <summary>The milliseconds before each piece; empty where that is not known.</summary>
    public IReadOnlyList<int> ChunkDelays { get; init; } = [];

    public string? ContentType => Header("content-type");

    /// <summary>The error's name without what AWS puts behind it; <see langword="null"/> for an answer that is none.</summary>
    public string? ErrorType => Header("x-amzn-errortype")?.Split(':')[0];

    public bool IsServerSentEvents => ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true;

    public bool IsStream => IsServerSentEvents || ContentType?.StartsWith("application/vnd.amazon.eventstream", StringComparison.OrdinalIgnoreCase) == true;

    private string? Header(string name)
    {
        foreach ((string key, string value) in Headers)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }
}
