using Microsoft.Extensions.Logging;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Transport;

/// <summary>
/// Sends one attempt's request and waits for the response's headers. A request that was lost because its connection had died in the pool goes out once more, at once, on a fresh one: that is no
/// attempt and no failure of the place it goes to. (The handler itself does so only for requests without a body.) Thread-safe.
/// </summary>
/// <param name="timeouts">How long it waits where a call has nothing of its own.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of dead connections.</param>
/// <param name="handler">Sends in place of connections of our own; not disposed.</param>
internal sealed class HttpExchange(BedrockTimeouts timeouts, TimeProvider time, ILogger logger, HttpMessageHandler? handler) : IDisposable
{
    private readonly HttpMessageInvoker _pooled = new(handler ?? BedrockHandler.Create(timeouts), disposeHandler: handler is null);

    // When one connection of a pool is dead, the others mostly are, too: the second try must not get another of them.
    private readonly Lazy<HttpMessageInvoker> _fresh = new(() => new HttpMessageInvoker(BedrockHandler.Create(timeouts, keeps: false)));

    /// <summary>Sends it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="state">The running attempt.</param>
    /// <param name="invocationId">The id all attempts of the call share.</param>
    /// <param name="maxAttempts">How many there may be.</param>
    /// <param name="deadline">When the call must have ended.</param>
    /// <param name="cancellationToken">The caller's own end.</param>
    /// <exception cref="BedrockException">There was no answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        BedrockCall call, EndpointTarget target, AttemptState state, string invocationId, int maxAttempts, Deadline deadline, CancellationToken cancellationToken)
    {
        var use = new ConnectionUse();
        ConnectionUse.Current = use;
        try
        {
            try
            {
                return await SendOnceAsync(_pooled, use, call, target, state, invocationId, maxAttempts, deadline, cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException fault) when (use.WasDead(fault, time))
            {
                TransportLog.ConnectionDied(logger, target.Host);
            }

            return await SendOnceAsync(_fresh.Value, use, call, target, state, invocationId, maxAttempts, deadline, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException fault)
        {
            throw TransportFaults.FromRequest(fault, target.Host);
        }
        catch (IOException fault)
        {
            throw TransportFaults.FromRequest(new HttpRequestException(HttpRequestError.Unknown, fault.Message, fault), target.Host);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pooled.Dispose();
        if (_fresh.IsValueCreated)
        {
            _fresh.Value.Dispose();
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        HttpMessageInvoker invoker, ConnectionUse use, BedrockCall call, EndpointTarget target, AttemptState state, string invocationId, int maxAttempts, Deadline deadline, CancellationToken cancellationToken)
    {
        // Not disposed: a body that is still going out when an early answer comes would arm it again. A stopped timer holds nothing.
        var timer = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        BedrockTimeouts limits = call.Policy?.Timeouts ?? timeouts;
        use.SentAt = null;
        bool answered = false;
        using HttpRequestMessage request = RequestFactory.Create(call, target, state.Credentials!, state.SignedAt, invocationId, state.Attempt, maxAttempts, () =>
        {
            use.SentAt = time.GetTimestamp();
            if (!Volatile.Read(ref answered))
            {
                timer.CancelAfter(deadline.Cap(limits.FirstByte));
            }
        });

        // Until the body has gone out, connecting and writing are bounded; a request without one is out at once.
        bool bodiless = request.Content is null;
        timer.CancelAfter(deadline.Cap(bodiless ? limits.FirstByte : timeouts.Connect + limits.Idle));
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), timer);
        try
        {
            return await invoker.SendAsync(request, timer.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException fault)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw deadline.IsOver ? TransportFaults.Timeout($"{target.Host}: no response", limits.Total, TimeoutStage.Total)
                : !timer.IsCancellationRequested ? new BedrockException(BedrockErrorKind.Timeout, $"{target.Host}: no connection within {timeouts.Connect.TotalSeconds:0.###} seconds.", fault) { IsRetryable = true, TimedOutAt = TimeoutStage.Connect }
                : use.SentAt is not null || bodiless ? TransportFaults.Timeout($"{target.Host}: no response", limits.FirstByte, TimeoutStage.FirstByte)
                : TransportFaults.Timeout($"{target.Host}: the request could not be sent", timeouts.Connect + limits.Idle, TimeoutStage.Send);
        }
        finally
        {
            Volatile.Write(ref answered, true);
            timer.CancelAfter(Timeout.InfiniteTimeSpan);
            await registration.DisposeAsync().ConfigureAwait(false);
        }
    }
}
