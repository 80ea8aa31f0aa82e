using Outcrop.Bedrock.Credentials;

namespace Outcrop.Bedrock.Transport;

/// <summary>What one call knows across its attempts.</summary>
internal sealed class AttemptState
{
    /// <summary>Which attempt runs, from 1.</summary>
    public int Attempt { get; set; } = 1;

    /// <summary>The credentials of the running attempt.</summary>
    public ResolvedCredentials? Credentials { get; set; }

    /// <summary>When the running attempt was signed, by the target's clock.</summary>
    public DateTimeOffset SignedAt { get; set; }

    /// <summary>The <c>Date</c> of the running attempt's response.</summary>
    public DateTimeOffset? ServerDate { get; set; }

    /// <summary>Whether the one correction of the clock has been made.</summary>
    public bool ClockCorrected { get; set; }

    /// <summary>Whether the one forced renewal of credentials has been made.</summary>
    public bool CredentialsRenewed { get; set; }

    /// <summary>Whether the one retry after a model's stream error has been made.</summary>
    public bool OnceUsed { get; set; }

    /// <summary>How many waits have been made; they grow with it.</summary>
    public int Retries { get; set; }

    /// <summary>The budget that a retry of this call is counted in, while one is.</summary>
    public IRetryBudget? Budget { get; set; }

    /// <summary>What the last retry took from the quota.</summary>
    public int LastCost { get; set; }
}
