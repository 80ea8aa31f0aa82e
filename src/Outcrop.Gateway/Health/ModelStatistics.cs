using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Health;

/// <summary>The figures of one model. Thread-safe.</summary>
internal sealed class ModelStatistics
{
    private readonly Lock _lock = new();
    private ModelStatisticsSnapshot _snapshot = new();

    /// <summary>Counts one exchange. What the caller is to blame for says nothing about the model.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="blame">Whose fault it was.</param>
    /// <param name="usage">Its tokens.</param>
    /// <param name="time">When it ended.</param>
    public void Record(ExchangeOutcome outcome, Blame? blame, TokenUsage? usage, DateTimeOffset time)
    {
        bool succeeded = outcome == ExchangeOutcome.Completed;
        bool failed = !succeeded && blame is Blame.Upstream or Blame.Gateway;
        lock (_lock)
        {
            _snapshot = _snapshot with
            {
                Requests = _snapshot.Requests + 1,
                Completed = _snapshot.Completed + (succeeded ? 1 : 0),
                Failed = _snapshot.Failed + (failed ? 1 : 0),
                ConsecutiveFailures = succeeded ? 0 : _snapshot.ConsecutiveFailures + (failed ? 1 : 0),
                InputTokens = _snapshot.InputTokens + (usage?.InputTokens ?? 0),
                OutputTokens = _snapshot.OutputTokens + (usage?.OutputTokens ?? 0),
                LastOutcome = outcome,
                LastTime = time,
            };
        }
    }

    /// <summary>The figures now.</summary>
    public ModelStatisticsSnapshot Read()
    {
        lock (_lock)
        {
            return _snapshot;
        }
    }
}
