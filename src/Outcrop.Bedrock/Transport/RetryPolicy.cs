using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Transport;

/// <summary>The figures of AWS's standard retry mode as of 2026. Pure. Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html.</summary>
internal static class RetryPolicy
{
    /// <summary>The most attempts where nothing else is set.</summary>
    public const int DefaultMaxAttempts = 3;

    /// <summary>The most attempts while a model is being loaded; AWS's SDKs go on to five there.</summary>
    public const int ModelNotReadyMaxAttempts = 5;

    /// <summary>What a success on the first attempt gives back.</summary>
    public const int FirstSuccessReturn = 1;

    /// <summary>A service may ask for this much more than our own wait, no more.</summary>
    private static readonly TimeSpan MaxAskedBeyondBackoff = TimeSpan.FromSeconds(5);

    /// <summary>What a retry costs.</summary>
    public static int Cost(RetryClass retry) => retry switch
    {
        RetryClass.Throttle => 5,
        RetryClass.Transient or RetryClass.TransientOnce => 14,
        RetryClass.Credentials or RetryClass.None => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(retry), retry, null),
    };

    /// <summary>How many attempts a failure of a kind allows.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="configured">What is set.</param>
    public static int MaxAttempts(BedrockErrorKind kind, int? configured) =>
        Math.Max(1, configured ?? (kind == BedrockErrorKind.ModelNotReady ? ModelNotReadyMaxAttempts : DefaultMaxAttempts));

    /// <summary>How long to wait before a retry: full jitter over an exponential bound, stretched to what the service asked, within limits.</summary>
    /// <param name="retry">The class of the failure.</param>
    /// <param name="number">Which retry this is, from 1.</param>
    /// <param name="jitter">A number from 0 up to 1.</param>
    /// <param name="asked">What the service asked to wait.</param>
    /// <param name="maxBackoff">The bound of the exponential part.</param>
    public static TimeSpan Delay(RetryClass retry, int number, double jitter, TimeSpan? asked, TimeSpan maxBackoff)
    {
        double baseMilliseconds = retry switch
        {
            RetryClass.Throttle => 1000,
            RetryClass.Transient or RetryClass.TransientOnce => 50,
            RetryClass.Credentials or RetryClass.None => 0,
            _ => throw new ArgumentOutOfRangeException(nameof(retry), retry, null),
        };
        double bound = Math.Min(baseMilliseconds * Math.Pow(2, number - 1), maxBackoff.TotalMilliseconds);
        var backoff = TimeSpan.FromMilliseconds(jitter * bound);
        if (asked is not { } wait || wait < backoff)
        {
            return backoff;
        }

        return wait > backoff + MaxAskedBeyondBackoff ? backoff + MaxAskedBeyondBackoff : wait;
    }
}
