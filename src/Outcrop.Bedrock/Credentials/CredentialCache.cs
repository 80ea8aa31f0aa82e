using Microsoft.Extensions.Logging;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Telemetry;

namespace Outcrop.Bedrock.Credentials;

/// <summary>
/// Keeps expiring credentials fresh: one refresher at a time, the old ones used meanwhile. In the advisory window a refresh runs in the background; in the mandatory one callers wait for it; while the old
/// ones are valid its failure is logged and no more. Windows as botocore's, 15 and 10 minutes before the end, but never more than a quarter and a sixth of the session's life, which is the same for an hour and leaves
/// a 15-minute session something to live on. Thread-safe.
/// </summary>
internal sealed class CredentialCache
{
    private static readonly TimeSpan Advisory = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Mandatory = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private readonly Func<CancellationToken, Task<ExpiringCredentials>> _fetch;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly BedrockMetrics _metrics;
    private State? _state;
    private Task<ExpiringCredentials>? _refresh;
    private DateTimeOffset _restUntil;

    /// <summary>Creates a cache.</summary>
    /// <param name="fetch">Gets new credentials. Throws a <see cref="BedrockException"/>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where renewals are told.</param>
    /// <param name="metrics">Where they are counted.</param>
    public CredentialCache(Func<CancellationToken, Task<ExpiringCredentials>> fetch, TimeProvider time, ILogger logger, BedrockMetrics metrics)
    {
        _fetch = fetch;
        _time = time;
        _logger = logger;
        _metrics = metrics;
    }

    /// <summary>Gets credentials that are valid now.</summary>
    /// <param name="refused">Credentials that AWS has just refused: they are not given again.</param>
    /// <param name="cancellationToken">Ends this caller's wait, not the refresh.</param>
    /// <exception cref="BedrockException">There are none, and none could be fetched.</exception>
    public async ValueTask<ResolvedCredentials> GetAsync(ResolvedCredentials? refused, CancellationToken cancellationToken)
    {
        State? state = Volatile.Read(ref _state);
        DateTimeOffset now = _time.GetUtcNow();
        bool usable = state is not null && !state.Credentials.Equals(refused) && now < state.End;
        if (usable && now < state!.AdvisoryFrom)
        {
            return state.Credentials;
        }

        // A refusal is new knowledge, so it does not wait out the rest after a failure.
        Task<ExpiringCredentials>? refresh = StartRefresh(now, evenResting: !usable, state, refused is not null);
        if (usable && (refresh is null || now < state!.MandatoryFrom))
        {
            return state!.Credentials;
        }

        try
        {
            return (await refresh!.WaitAsync(cancellationToken).ConfigureAwait(false)).Credentials;
        }
        catch (BedrockException) when (usable && _time.GetUtcNow() < state!.End)
        {
            // Logged by the refresh itself.
            return state.Credentials;
        }
    }

    /// <param name="now">The time.</param>
    /// <param name="evenResting">Whether to try although the last try has just failed.</param>
    /// <param name="seen">The state the caller judged by; when another has come since, that one is what the caller wants.</param>
    /// <param name="wasRefused">Whether AWS has refused the present ones.</param>
    private Task<ExpiringCredentials>? StartRefresh(DateTimeOffset now, bool evenResting, State? seen, bool wasRefused)
    {
        lock (_lock)
        {
            if (_refresh is not null)
            {
                return _refresh;
            }

            if (_state is { } newer && !ReferenceEquals(newer, seen))
            {
                return Task.FromResult(new ExpiringCredentials(newer.Credentials, newer.End));
            }

            if (!evenResting && now < _restUntil)
            {
                return null;
            }

            // Started outside any caller's token: a caller that leaves must not take the refresh with it. Task.Run keeps the fetch out of the lock.
            string cause = _state is null ? "first" : wasRefused ? "refused" : now < _state.End ? "expiring" : "expired";
            _refresh = Task.Run(() => RefreshAsync(cause));
            return _refresh;
        }
    }

    private async Task<ExpiringCredentials> RefreshAsync(string cause)
    {
        try
        {
            ExpiringCredentials fresh = await _fetch(CancellationToken.None).ConfigureAwait(false);
            Volatile.Write(ref _state, new State(fresh, _time.GetUtcNow()));
            _metrics.Refreshed(cause, "renewed");
            CredentialLog.Renewed(_logger, fresh.Expiration);
            return fresh;
        }
        catch (BedrockException fault)
        {
            lock (_lock)
            {
                _restUntil = _time.GetUtcNow() + RestAfterFailure;
            }

            _metrics.Refreshed(cause, ErrorCodes.IsThrottle(fault.AwsCode) || fault.StatusCode == 429 ? "throttled" : "failed");
            CredentialLog.RenewalFailed(_logger, Volatile.Read(ref _state)?.End, fault.Message);
            throw;
        }
        finally
        {
            lock (_lock)
            {
                _refresh = null;
            }
        }
    }

    private sealed class State
    {
        public State(ExpiringCredentials given, DateTimeOffset now)
        {
            Credentials = given.Credentials;
            End = given.Expiration ?? DateTimeOffset.MaxValue;
            TimeSpan life = End - now;
            AdvisoryFrom = End - Shorter(Advisory, life / 4);
            MandatoryFrom = End - Shorter(Mandatory, life / 6);
        }

        public ResolvedCredentials Credentials { get; }

        public DateTimeOffset End { get; }

        public DateTimeOffset AdvisoryFrom { get; }

        public DateTimeOffset MandatoryFrom { get; }

        private static TimeSpan Shorter(TimeSpan window, TimeSpan share) => share < window ? share : window;
    }
}
