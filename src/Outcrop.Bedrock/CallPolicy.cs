using Outcrop.Bedrock.Transport;

namespace Outcrop.Bedrock;

/// <summary>What one call has other than its client: for a caller who sends it along several clients, and keeps the attempts of all of them together. Immutable.</summary>
internal sealed class CallPolicy
{
    /// <summary>When the call must have ended, all attempts included; <see langword="null"/>: the total timeout, from now on.</summary>
    public Deadline? Deadline { get; init; }

    /// <summary>How long it waits for what, the connection excepted, which is the client's; <see langword="null"/>: as the client does.</summary>
    public BedrockTimeouts? Timeouts { get; init; }

    /// <summary>The most attempts, the first included; <see langword="null"/>: as many as the client makes. The one attempt with fresh credentials or a corrected clock is made besides.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>The longest wait between two attempts; <see langword="null"/>: the client's.</summary>
    public TimeSpan? MaxBackoff { get; init; }

    /// <summary>Asked before each retry, waits included; <see langword="null"/>: none.</summary>
    public IRetryBudget? Budget { get; init; }
}
