namespace Outcrop.Emulator.Quotas;

/// <summary>What a running request has taken from its quotas. Disposing it without settling keeps the input's tokens only: no answer was given.</summary>
internal sealed class QuotaReservation(QuotaBook book, IReadOnlyList<QuotaBuckets> buckets, string baseModelId, double reserved, double input) : IDisposable
{
    private bool _settled;

    /// <summary>Gives back what was not used, or takes what was used beyond the reservation.</summary>
    /// <param name="inputTokens">The input, without what was read from a cache; what was written to one is in it.</param>
    /// <param name="outputTokens">The output.</param>
    public void Settle(int inputTokens, int outputTokens)
    {
        if (!_settled)
        {
            _settled = true;
            book.Settle(buckets, baseModelId, reserved, inputTokens, outputTokens);
        }
    }

    public void Dispose() => Settle((int)input, 0);
}
