using System.Collections.Concurrent;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Limits;

/// <summary>Bounds the requests in flight, all together and per key. Thread-safe; nothing queues.</summary>
internal sealed class ConcurrencyLimiter
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, int> _byKey = new(StringComparer.Ordinal);
    private int _inFlight;

    /// <summary>The requests in flight.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>How a key stands; <see langword="null"/> for one without a limit of its own.</summary>
    /// <param name="identity">Who is calling.</param>
    public KeyLimit? StatusOf(KeyIdentity identity) =>
        identity.Key?.MaxConcurrentRequests is { } most ? new KeyLimit(most, Math.Max(0, most - _byKey.GetValueOrDefault(identity.Id))) : null;

    /// <summary>Takes a place.</summary>
    /// <param name="limits">The limits this request is pinned to.</param>
    /// <param name="identity">Who is calling.</param>
    /// <exception cref="GatewayException">There is no place left.</exception>
    public Reservation Reserve(LimitSettings limits, KeyIdentity identity)
    {
        if (Interlocked.Increment(ref _inFlight) > limits.MaxConcurrentRequests)
        {
            Interlocked.Decrement(ref _inFlight);
            throw Full("The gateway is working on as many requests as it may; try again later.");
        }

        if (identity.Key?.MaxConcurrentRequests is { } most && _byKey.AddOrUpdate(identity.Id, 1, static (_, count) => count + 1) > most)
        {
            _byKey.AddOrUpdate(identity.Id, 0, static (_, count) => count - 1);
            Interlocked.Decrement(ref _inFlight);
            throw Full("This API key has as many requests in flight as it may; try again later.");
        }

        return new Reservation(this, identity);
    }

    /// <summary>Gives a place back.</summary>
    /// <param name="identity">Who held it.</param>
    internal void Release(KeyIdentity identity)
    {
        Interlocked.Decrement(ref _inFlight);
        if (identity.Key?.MaxConcurrentRequests is not null)
        {
            _byKey.AddOrUpdate(identity.Id, 0, static (_, count) => count - 1);
        }
    }

    private static GatewayException Full(string message) =>
        new(new GatewayError(GatewayErrorKind.RateLimited, Blame.Client, ExchangePhase.Request, message, RetryAfter: Wait));
}
