using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;
using Outcrop.Gateway.Telemetry;

namespace Outcrop.Gateway.Upstream;

/// <summary>Where one request went: what was tried, and what holds its place at the target that answers. Ended with its exchange. Not thread-safe.</summary>
/// <param name="call">Who asks what.</param>
/// <param name="request">What the choice of targets may look at; <see langword="null"/>: nothing.</param>
/// <param name="budget">Counts it among those in flight.</param>
/// <param name="metrics">Told of every attempt.</param>
internal sealed class Dispatch(ExchangeCall call, object? request, ConcurrencyBudget budget, GatewayMetrics metrics)
{
    private readonly List<UpstreamAttempt> _attempts = new(1);
    private TargetLease? _lease;
    private List<IDisposable>? _kept;
    private bool _entered;
    private bool _isStream;

    /// <summary>Who asks what.</summary>
    public ExchangeCall Call => call;

    /// <summary>What the choice of targets may look at.</summary>
    public object? Request => request;

    /// <summary>The caller's end. Once it has come, what is under way may still be read for its usage, and nothing new is begun.</summary>
    public CancellationToken Caller { get; set; }

    /// <summary>What was tried, in its order.</summary>
    public IReadOnlyList<UpstreamAttempt> Attempts => _attempts;

    /// <summary>The target that answers; <see langword="null"/>: none, or the default place.</summary>
    public Target? Target { get; private set; }

    /// <summary>Whether it has been asked at two targets at once.</summary>
    public bool IsHedged { get; set; }

    /// <summary>Ends when nothing of it is under way any more that nobody waits for: until then what it holds must not change.</summary>
    public Task Left { get; private set; } = Task.CompletedTask;

    /// <summary>It is in flight from now on.</summary>
    /// <param name="isStream">Whether it opens a stream.</param>
    public void Enter(bool isStream)
    {
        _entered = true;
        _isStream = isStream;
        budget.Enter();
    }

    /// <summary>Notes what was tried.</summary>
    /// <param name="attempt">What.</param>
    public void Add(UpstreamAttempt attempt)
    {
        _attempts.Add(attempt);
        metrics.Attempted(call, attempt.Target, attempt.Outcome, attempt.Count);
    }

    /// <summary>Counts a failure.</summary>
    /// <param name="target">Whose; <see langword="null"/>: the default place's.</param>
    /// <param name="fault">What failed.</param>
    public void Failed(Target? target, BedrockException fault) => metrics.Failed(call, target, fault, _isStream);

    /// <summary>A target answers.</summary>
    /// <param name="target">The target.</param>
    /// <param name="lease">Its place there.</param>
    public void Opened(Target target, TargetLease lease) => (Target, _lease) = (target, lease);

    /// <summary>Keeps something for as long as the exchange lasts.</summary>
    /// <param name="kept">What.</param>
    public void Keep(IDisposable kept) => (_kept ??= []).Add(kept);

    /// <summary>Something is under way that nobody waits for, and that has been told to end.</summary>
    /// <param name="left">Its end; never a failure.</param>
    public void Leave(Task left) => Left = Left.IsCompleted ? left : Task.WhenAll(Left, left);

    /// <summary>The exchange has ended. A second end says nothing.</summary>
    /// <param name="outcome">How.</param>
    /// <param name="blame">Whose fault it was, if it was one.</param>
    /// <param name="usage">What it took.</param>
    public void End(ExchangeOutcome outcome, Blame? blame, TokenUsage? usage)
    {
        if (_entered)
        {
            _entered = false;
            budget.Leave();
        }

        _lease?.End(
            outcome == ExchangeOutcome.Completed ? TargetEnd.Completed
                : outcome == ExchangeOutcome.Broken && blame == Blame.Upstream ? TargetEnd.Broken
                : TargetEnd.Abandoned,
            usage);
        if (Left.IsCompleted)
        {
            Release();
        }
    }

    /// <summary>Waits for what nobody waited for, and lets go of what was kept.</summary>
    public async ValueTask ReleaseAsync()
    {
        await Left;
        Release();
    }

    private void Release()
    {
        foreach (IDisposable kept in _kept ?? [])
        {
            kept.Dispose();
        }

        _kept = null;
    }
}
