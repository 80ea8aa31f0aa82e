namespace Outcrop.Bedrock.Transport;

/// <summary>
/// What one request saw of the connection it went out on: whether it had carried others before, and whether a byte of an answer came. The handler tells neither, and a request that was lost on a
/// connection that had died in the pool says nothing about the place it goes to. One request at a time.
/// </summary>
internal sealed class ConnectionUse
{
    /// <summary>A connection that was dead says so within a round trip; one that breaks later may have broken under an answer in the making, which is billed.</summary>
    private static readonly TimeSpan RoundTrip = TimeSpan.FromSeconds(1);

    // The handler picks the connection deep within its own calls; the flow of execution is all that leads from there to the request.
    private static readonly AsyncLocal<ConnectionUse?> Flowing = new();

    /// <summary>The request that the running code sends.</summary>
    public static ConnectionUse? Current
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }

    /// <summary>Whether the connection had carried a request before.</summary>
    public bool IsReused { get; private set; }

    /// <summary>Whether anything came back on it.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>When the last byte of the request's body went out; <see langword="null"/>: it has not, or there is none.</summary>
    public long? SentAt { get; set; }

    /// <summary>The request goes out on a connection.</summary>
    /// <param name="isReused">Whether that had carried a request before.</param>
    public void Begin(bool isReused) => (IsReused, IsAnswered) = (isReused, false);

    /// <summary>Something came back.</summary>
    public void Answer() => IsAnswered = true;

    /// <summary>Whether a failure tells no more than that the connection had died before: the same request on a fresh one is then the first that anybody can have read.</summary>
    /// <param name="fault">The failure.</param>
    /// <param name="time">The clock.</param>
    public bool WasDead(HttpRequestException fault, TimeProvider time) =>
        IsReused && !IsAnswered
        && fault is { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.Unknown, InnerException: IOException }
        && (SentAt is not { } sent || time.GetElapsedTime(sent) < RoundTrip);
}
