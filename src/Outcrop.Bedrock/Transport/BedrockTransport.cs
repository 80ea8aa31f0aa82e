using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Outcrop.Bedrock.Credentials;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Telemetry;

namespace Outcrop.Bedrock.Transport;

/// <summary>Sends calls: endpoint, credentials, signature, timeouts, retries. Thread-safe.</summary>
internal sealed class BedrockTransport : IDisposable
{
    // AWS refuses signatures five minutes off; a smaller difference is not what it refused.
    private static readonly TimeSpan SkewThreshold = TimeSpan.FromMinutes(4);
    private readonly BedrockTimeouts _timeouts;
    private readonly BedrockRetryOptions _retry;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ILogger _logger;
    private readonly BedrockMetrics _metrics;
    private readonly HttpExchange _exchange;
    private readonly Lazy<EndpointTargets> _targets;

    /// <summary>Creates a transport.</summary>
    /// <param name="options">Read once.</param>
    public BedrockTransport(BedrockClientOptions options)
        : this(options, ClientEnvironment.System)
    {
    }

    /// <summary>Creates a transport in surroundings of the caller's own.</summary>
    /// <param name="options">Read once.</param>
    /// <param name="environment">The surroundings.</param>
    internal BedrockTransport(BedrockClientOptions options, ClientEnvironment environment)
    {
        _timeouts = options.Timeouts;
        _retry = options.Retry;
        _time = options.TimeProvider;
        _random = options.Random ?? new Random();
        _logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Outcrop.Bedrock");
        _metrics = BedrockMetrics.Of(options);
        _exchange = new HttpExchange(_timeouts, _time, _logger, options.HttpMessageHandler);

        // Publication only: a configuration that fails is judged anew at the next call.
        _targets = new Lazy<EndpointTargets>(() => Resolve(options, environment), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>Region and endpoints as resolved.</summary>
    /// <exception cref="BedrockException">Kind Configuration.</exception>
    public ClientSettings Settings => _targets.Value.Settings;

    /// <summary>Who is calling.</summary>
    /// <exception cref="BedrockException">Kind Configuration.</exception>
    public CredentialProvider Credentials => _targets.Value.Credentials;

    /// <summary>
    /// Makes one call: sends it, turns every error shape into a <see cref="Errors.BedrockException"/>, hands a good response to <paramref name="consume"/>, and tries again
    /// what the retry policy allows, errors that <paramref name="consume"/> throws included (it marks them not retryable once it has shown content). The response lives until
    /// the result is disposed if <typeparamref name="T"/> took it over by <paramref name="consume"/> returning it undisposed; otherwise <paramref name="consume"/> disposes it.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="consume">Reads the response; owns it from the moment it is called.</param>
    /// <param name="cancellationToken">The caller's own end.</param>
    public async Task<T> SendAsync<T>(BedrockCall call, Func<BedrockHttpResponse, CancellationToken, ValueTask<T>> consume, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        EndpointTargets targets = _targets.Value;
        EndpointTarget target = targets.Of(call.Service);
        RetryQuota quota = target.QuotaOf(call.ModelId);
        Deadline deadline = call.Deadline ?? NewDeadline(call.Policy);
        var state = new AttemptState();
        try
        {
            return await RunAsync(call, targets, target, quota, deadline, state, consume, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            state.Budget?.End();
        }
    }

    private async Task<T> RunAsync<T>(
        BedrockCall call, EndpointTargets targets, EndpointTarget target, RetryQuota quota, Deadline deadline, AttemptState state,
        Func<BedrockHttpResponse, CancellationToken, ValueTask<T>> consume, CancellationToken cancellationToken)
    {
        string invocationId = Guid.NewGuid().ToString("D");
        while (true)
        {
            BedrockException fault;
            try
            {
                state.Credentials ??= await GetCredentialsAsync(targets.Credentials, null, deadline, cancellationToken).ConfigureAwait(false);
                T result = await AttemptAsync(call, target, targets.Settings, state, invocationId, deadline, consume, cancellationToken).ConfigureAwait(false);
                quota.Return(state.LastCost > 0 ? state.LastCost : RetryPolicy.FirstSuccessReturn);
                return result;
            }
            catch (BedrockException caught)
            {
                fault = caught;
            }

            await PrepareRetryAsync(fault, call, target, targets, state, quota, deadline, cancellationToken).ConfigureAwait(false);
            state.Attempt++;
        }
    }

    /// <summary>A call's deadline: its own, else the total timeout, from now on.</summary>
    /// <param name="policy">What the call has of its own.</param>
    public Deadline NewDeadline(CallPolicy? policy = null) => policy?.Deadline ?? new Deadline(_time, (policy?.Timeouts ?? _timeouts).Total);

    /// <summary>Builds the request of a call's first attempt, for showing it. Nothing is sent.</summary>
    /// <param name="call">The call.</param>
    /// <param name="credentials">Who calls; <see langword="null"/> leaves it unsigned.</param>
    /// <param name="invocationId">The id of the call.</param>
    /// <exception cref="BedrockException">Kind Configuration or Validation, as a call would fail.</exception>
    public HttpRequestMessage Preview(BedrockCall call, ResolvedCredentials? credentials, string invocationId)
    {
        EndpointTargets targets = _targets.Value;
        EndpointTarget target = targets.Of(call.Service);
        int maxAttempts = RetryPolicy.MaxAttempts(BedrockErrorKind.Transport, targets.Settings.MaxAttempts);
        return RequestFactory.Create(call, target, credentials, _time.GetUtcNow() + target.ClockOffset, invocationId, attempt: 1, maxAttempts, static () => { });
    }

    /// <inheritdoc/>
    public void Dispose() => _exchange.Dispose();

    private static void Rethrow(BedrockException fault, int attempts)
    {
        if (attempts == fault.Attempts)
        {
            ExceptionDispatchInfo.Throw(fault);
        }

        throw fault.WithAttempts(attempts);
    }

    private EndpointTargets Resolve(BedrockClientOptions options, ClientEnvironment environment)
    {
        ClientSettings settings = ClientSettings.Resolve(options, environment);
        return new EndpointTargets(
            settings,
            new EndpointTarget(settings.Runtime, settings.Region, retryTokens: options.RetryTokens),
            new EndpointTarget(settings.ControlPlane, settings.Region, retryTokens: options.RetryTokens),
            settings.Mantle is { } mantle ? new EndpointTarget(mantle, settings.Region, options.MantleSigningName, options.RetryTokens) : null,
            new CredentialProvider(options.Credentials, settings, environment, _time, _logger, _metrics));
    }

    /// <summary>Returns when another attempt shall be made; throws the fault when none shall.</summary>
    private async Task PrepareRetryAsync(
        BedrockException fault, BedrockCall call, EndpointTarget target, EndpointTargets targets, AttemptState state, RetryQuota quota, Deadline deadline, CancellationToken cancellationToken)
    {
        RetryClass retry = state.Credentials is null ? RetryClass.None : RetryClassifier.Classify(fault);

        // Whoever bounds one call counts attempts elsewhere; fresh credentials for the same place are nothing that another place could do instead.
        bool isBounded = retry != RetryClass.Credentials || call.Policy?.MaxAttempts is null;
        int most = RetryPolicy.MaxAttempts(fault.Kind, call.Policy?.MaxAttempts ?? targets.Settings.MaxAttempts);
        if (retry == RetryClass.None || (isBounded && state.Attempt >= most) || (retry == RetryClass.TransientOnce && state.OnceUsed))
        {
            Rethrow(fault, state.Attempt);
        }

        if (retry == RetryClass.Credentials)
        {
            if (!CorrectClock(fault, target, state) && !await RenewAsync(fault, target, targets, state, deadline, cancellationToken).ConfigureAwait(false))
            {
                Rethrow(fault, state.Attempt);
            }

            _metrics.Retried(target.Host, fault.Kind);
            return;
        }

        state.OnceUsed |= retry == RetryClass.TransientOnce;
        TimeSpan delay = RetryPolicy.Delay(retry, state.Retries + 1, NextJitter(), fault.RetryAfter, call.Policy?.MaxBackoff ?? _retry.MaxBackoff);
        if (delay >= deadline.Remaining)
        {
            _metrics.RetryDenied(target.Host, "deadline");
            Rethrow(fault, state.Attempt);
        }

        if (state.Budget is null && call.Policy?.Budget is { } budget)
        {
            if (!budget.TryBegin())
            {
                Deny(fault, "concurrency");
            }

            state.Budget = budget;
        }

        int cost = RetryPolicy.Cost(retry);
        if (!quota.TryTake(cost))
        {
            TransportLog.QuotaUsedUp(_logger, call.ModelId, target.Host, fault.Kind);
            Deny(fault, "tokens");
        }

        state.Retries++;
        state.LastCost = cost;
        state.Credentials = null;
        _metrics.Retried(target.Host, fault.Kind);
        TransportLog.Retrying(_logger, state.Attempt, target.Host, fault.Kind, fault.AwsCode, fault.RequestId, (long)delay.TotalMilliseconds);
        await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);

        void Deny(BedrockException denied, string reason)
        {
            _metrics.RetryDenied(target.Host, reason);
            denied.IsRetryDenied = true;
            Rethrow(denied, state.Attempt);
        }
    }

    /// <summary>Compares the server's clock with the time the refused request bore, not with now: another call may have corrected the clock meanwhile.</summary>
    private bool CorrectClock(BedrockException fault, EndpointTarget target, AttemptState state)
    {
        if (state.ClockCorrected || !ErrorCodes.MayBeClockSkew(fault.AwsCode) || state.Credentials is not { BearerToken: null } || state.ServerDate is not { } date || (date - state.SignedAt).Duration() < SkewThreshold)
        {
            return false;
        }

        state.ClockCorrected = true;
        target.ClockOffset = date - _time.GetUtcNow();
        _metrics.ClockLearned(target.Host, target.ClockOffset);
        TransportLog.ClockCorrected(_logger, target.Host, Math.Round(target.ClockOffset.TotalSeconds));
        return true;
    }

    private async Task<bool> RenewAsync(BedrockException fault, EndpointTarget target, EndpointTargets targets, AttemptState state, Deadline deadline, CancellationToken cancellationToken)
    {
        if (state.CredentialsRenewed)
        {
            return false;
        }

        state.CredentialsRenewed = true;
        ResolvedCredentials refused = state.Credentials!;
        ResolvedCredentials fresh = await GetCredentialsAsync(targets.Credentials, refused, deadline, cancellationToken).ConfigureAwait(false);
        if (fresh.Equals(refused))
        {
            return false;
        }

        TransportLog.CredentialsRefused(_logger, target.Host, fault.AwsCode);
        state.Credentials = fresh;
        return true;
    }

    private async Task<ResolvedCredentials> GetCredentialsAsync(CredentialProvider provider, ResolvedCredentials? refused, Deadline deadline, CancellationToken cancellationToken)
    {
        ValueTask<ResolvedCredentials> quick = provider.GetAsync(refused, cancellationToken);
        if (quick.IsCompletedSuccessfully)
        {
            return quick.Result;
        }

        try
        {
            return await quick.AsTask().WaitAsync(deadline.Remaining, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw TransportFaults.Timeout("No credentials were found", _timeouts.Total, TimeoutStage.Total);
        }
    }

    private async Task<T> AttemptAsync<T>(
        BedrockCall call, EndpointTarget target, ClientSettings settings, AttemptState state, string invocationId, Deadline deadline,
        Func<BedrockHttpResponse, CancellationToken, ValueTask<T>> consume, CancellationToken cancellationToken)
    {
        state.SignedAt = _time.GetUtcNow() + target.ClockOffset;
        state.ServerDate = null;
        int maxAttempts = RetryPolicy.MaxAttempts(BedrockErrorKind.Transport, call.Policy?.MaxAttempts ?? settings.MaxAttempts);
        HttpResponseMessage response = await _exchange.SendAsync(call, target, state, invocationId, Math.Max(maxAttempts, state.Attempt), deadline, cancellationToken).ConfigureAwait(false);
        ResponseBody? body = null;
        try
        {
            state.ServerDate = response.Headers.Date;
            string? requestId = ResponseCheck.RequestId(response);
            Stream raw = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            body = new ResponseBody(ResponseCheck.Decoded(response, raw), response, call.Policy?.Timeouts ?? _timeouts, deadline, _time);
            await ResponseCheck.RefuseErrorsAsync(response, body, requestId, _time, cancellationToken).ConfigureAwait(false);
            var accepted = new BedrockHttpResponse { Message = response, Body = body, RequestId = requestId, Attempt = state.Attempt };
            return await consume(accepted, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            if (body is not null)
            {
                await body.DisposeAsync().ConfigureAwait(false);
            }

            response.Dispose();
            throw;
        }
    }

    private double NextJitter()
    {
        // A Random of the caller's may not be thread-safe.
        lock (_random)
        {
            return _random.NextDouble();
        }
    }
}
