using System.Text;

namespace Outcrop.Emulator;

/// <summary>A request the emulator received. Thread-safe. Signatures, keys and tokens have been taken out of its headers and its query; STS's bodies hold what was sent.</summary>
public sealed class EmulatorRequest
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _statusCode;
    private int _aborted;

    internal EmulatorRequest(string method, string rawTarget, string httpVersion, IReadOnlyDictionary<string, string> headers)
    {
        Method = method;
        RawTarget = rawTarget;
        HttpVersion = httpVersion;
        Headers = headers;
        int query = rawTarget.IndexOf('?', StringComparison.Ordinal);
        HeadSize = rawTarget.Length + headers.Sum(header => header.Key.Length + header.Value.Length);
        Path = query < 0 ? rawTarget : rawTarget[..query];
    }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The request target as it stood on the wire, percent-encoding untouched. What is secret in a presigned query is <c>redacted</c>.</summary>
    public string RawTarget { get; }

    /// <summary><see cref="RawTarget"/> without its query, still encoded.</summary>
    public string Path { get; }

    /// <summary><c>HTTP/1.1</c> or <c>HTTP/2</c>.</summary>
    public string HttpVersion { get; }

    /// <summary>The headers; names in any case, several values joined by a comma. Of <c>Authorization</c> all but the signature or key is kept: who signed, for where, which headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The operation as AWS names it, or <see langword="null"/> for one that does not exist.</summary>
    public string? Operation { get; internal set; }

    /// <summary>The model id of the path, decoded, where there is one.</summary>
    public string? ModelId { get; internal set; }

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; internal set; }

    /// <summary>The body as text.</summary>
    public string BodyText => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The status answered; 0 until then.</summary>
    public int StatusCode
    {
        get => Volatile.Read(ref _statusCode);
        internal set => Volatile.Write(ref _statusCode, value);
    }

    /// <summary>Whether the client went away before the answer was whole.</summary>
    public bool ClientAborted
    {
        get => Volatile.Read(ref _aborted) != 0;
        internal set => Volatile.Write(ref _aborted, value ? 1 : 0);
    }

    /// <summary>When it came, by the emulator's clock.</summary>
    public DateTimeOffset Received { get; internal init; }

    /// <summary>How long it took until the answer was whole or broken off, by the emulator's clock; zero until then.</summary>
    public TimeSpan Duration { get; internal set; }

    /// <summary>Ends when the answer is whole or broken off, and everything here is told; never faulted.</summary>
    public Task Completion => _completion.Task;

    /// <summary>The ARN of the caller, once its signature or key has been verified; <see langword="null"/> for one that was not.</summary>
    public string? CallerArn { get; internal set; }

    /// <summary>The name of the error answered, for example <c>ThrottlingException</c>; <see langword="null"/> for an answer that is none.</summary>
    public string? ErrorType { get; internal set; }

    /// <summary>Whether a script decided on the answer.</summary>
    public bool Scripted { get; internal set; }

    /// <summary>The recording it was answered with, or the one it was written to.</summary>
    public string? Recording { get; internal set; }

    /// <summary>Nothing more will change.</summary>
    internal void Complete() => _completion.TrySetResult();

    /// <summary>The length of its target and headers.</summary>
    internal long HeadSize { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {RawTarget} → {StatusCode}";
}
