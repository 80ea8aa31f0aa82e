namespace Outcrop.Bedrock.Transport;

/// <summary>Bounds how many retries are under way at once, over many calls. Thread-safe.</summary>
internal interface IRetryBudget
{
    /// <summary>Whether one more may begin; <see cref="End"/> gives it back.</summary>
    bool TryBegin();

    /// <summary>A retry that began is over.</summary>
    void End();
}
