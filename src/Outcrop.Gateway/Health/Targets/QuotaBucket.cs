using Outcrop.Gateway.Configuration;

namespace Outcrop.Gateway.Health.Targets;

/// <summary>
/// What is left of a target's quota, as far as can be told from here: AWS takes a request's input and the most it may answer when it begins, and gives back at its end what it did not use, output counted with its burndown.
/// A throttle says that less was left than thought, so the estimate shrinks, and recovers while none comes. Callers hold the lock of <see cref="TargetHealth"/>.
/// Source: https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html.
/// </summary>
/// <param name="settings">What is granted.</param>
/// <param name="burndown">How many tokens one token of output takes.</param>
internal sealed class QuotaBucket(QuotaSettings settings, double burndown)
{
    private const double LeastScale = 0.2;
    private const double Shrink = 0.9;
    private const double RecoveryPerMinute = 0.05;

    /// <summary>What the newest request says about how much of what is taken is used.</summary>
    private const double Learning = 0.05;

    private readonly double _tokensGranted = settings.TokensPerMinute ?? double.PositiveInfinity;
    private readonly double _requestsGranted = settings.RequestsPerMinute ?? double.PositiveInfinity;
    private double _tokens = settings.TokensPerMinute ?? 0;
    private double _requests = settings.RequestsPerMinute ?? 0;
    private TimeSpan _now = TimeSpan.MinValue;
    private double _used = 1;

    /// <summary>What it was made of.</summary>
    public QuotaSettings Settings => settings;

    /// <summary>How much of what is granted it believes in, from 0.2 to 1.</summary>
    public double Scale { get; private set; } = 1;

    /// <summary>Takes over what another bucket of the same target had left of what it was granted: a new configuration gives nobody more.</summary>
    /// <param name="other">The other.</param>
    /// <param name="now">Now.</param>
    public void Follow_NeedsLock(QuotaBucket other, TimeSpan now)
    {
        other.Fill(now);
        _now = now;
        (Scale, _used) = (other.Scale, other._used);
        _tokens *= double.IsInfinity(other._tokensGranted) ? 1 : other._tokens / other._tokensGranted;
        _requests *= double.IsInfinity(other._requestsGranted) ? 1 : other._requests / other._requestsGranted;
    }

    /// <summary>The share that would be left with one more request; below zero where there is not enough.</summary>
    /// <param name="tokens">What the request may take.</param>
    /// <param name="now">Now.</param>
    public double Headroom_NeedsLock(double tokens, TimeSpan now)
    {
        Fill(now);
        double byTokens = double.IsInfinity(_tokensGranted) ? 1 : (_tokens - tokens) / _tokensGranted;
        double byRequests = double.IsInfinity(_requestsGranted) ? 1 : (_requests - 1) / _requestsGranted;
        return Math.Min(byTokens, byRequests);
    }

    /// <summary>Takes what a request may use.</summary>
    /// <param name="tokens">Input and the most output.</param>
    /// <param name="now">Now.</param>
    public void Reserve_NeedsLock(double tokens, TimeSpan now)
    {
        Fill(now);
        _tokens -= tokens;
        _requests--;
    }

    /// <summary>Gives back what a request did not use.</summary>
    /// <param name="reserved">What was taken for it.</param>
    /// <param name="input">Its input, without what came from a cache; <see langword="null"/>: nobody knows, and it is taken to have used as much as others did.</param>
    /// <param name="output">Its output.</param>
    /// <param name="now">Now.</param>
    public void Settle_NeedsLock(double reserved, int? input, int output, TimeSpan now)
    {
        Fill(now);
        double used = input is { } tokens ? tokens + (output * burndown) : reserved * _used;
        if (used > 0 && reserved > 0)
        {
            _used += Learning * (Math.Min(1, used / reserved) - _used);
        }

        _tokens = Math.Min(_tokens + reserved - used, _tokensGranted * Scale);
    }

    /// <summary>AWS refused: what it refuses takes nothing, and there was less than thought.</summary>
    /// <param name="reserved">What was taken for the request.</param>
    /// <param name="isNews">Whether it says more than the throttle before: requests that were under way together are refused together.</param>
    /// <param name="now">Now.</param>
    public void Throttle_NeedsLock(double reserved, bool isNews, TimeSpan now)
    {
        Fill(now);
        Scale = isNews ? Math.Max(LeastScale, Scale * Shrink) : Scale;
        _tokens = Math.Min(_tokens + reserved, 0);
        _requests = Math.Min(_requests + 1, 0);
    }

    private void Fill(TimeSpan now)
    {
        if (_now == TimeSpan.MinValue)
        {
            _now = now;
        }

        double minutes = Math.Max(0, (now - _now).TotalMinutes);
        _now = now > _now ? now : _now;
        Scale = Math.Min(1, Scale + (minutes * RecoveryPerMinute));
        if (!double.IsInfinity(_tokensGranted))
        {
            _tokens = Math.Min(_tokens + (minutes * _tokensGranted * Scale), _tokensGranted * Scale);
        }

        if (!double.IsInfinity(_requestsGranted))
        {
            _requests = Math.Min(_requests + (minutes * _requestsGranted * Scale), _requestsGranted * Scale);
        }
    }
}
