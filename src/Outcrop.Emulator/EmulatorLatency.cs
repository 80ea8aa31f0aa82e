namespace Outcrop.Emulator;

/// <summary>
/// How long a region takes, as a distribution: log-normal, as the latencies of servers usually are, drawn by each request's own chance, which follows from
/// <see cref="EmulatorOptions.Seed"/> and the order of requests. Not to be changed once it has been handed over.
/// </summary>
public sealed class EmulatorLatency
{
    /// <summary>The models it is for, by the id a request names; <c>*</c> stands for any characters and <c>?</c> for one. Any unless set.</summary>
    public string ModelId { get; set; } = "*";

    /// <summary>The region it is for; any unless set.</summary>
    public string? Region { get; set; }

    /// <summary>The median of the pause before an answer's headers; <see cref="EmulatorOptions.FirstTokenDelay"/> counts unless set.</summary>
    public TimeSpan? FirstToken { get; set; }

    /// <summary>What one of a hundred of these pauses is longer than; all are of the median unless set.</summary>
    public TimeSpan? FirstTokenP99 { get; set; }

    /// <summary>The median of the pause between two streamed chunks; <see cref="EmulatorOptions.TokenInterval"/> counts unless set.</summary>
    public TimeSpan? Token { get; set; }

    /// <summary>What one of a hundred of these pauses is longer than; all are of the median unless set.</summary>
    public TimeSpan? TokenP99 { get; set; }
}
