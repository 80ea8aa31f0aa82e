using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Health.Targets;

namespace Outcrop.Gateway.Upstream;

/// <summary>What failures mean for the choice of targets: pure functions. What is sent to the same target again is the transport's to know (<see cref="RetryClassifier"/>).</summary>
internal static class FaultClasses
{
    private const int ServerErrors = 500;

    /// <summary>Classifies a failure.</summary>
    /// <param name="fault">The failure.</param>
    public static FaultClass Of(BedrockException fault) => fault.IsMidStream ? FaultClass.MidStream : Of(fault.Kind, fault.StatusCode, fault.IsRetryable);

    /// <summary>Whether another target may be asked the same.</summary>
    /// <param name="fault">The class.</param>
    /// <param name="settings">What is configured.</param>
    public static bool MayFailOver(FaultClass fault, FailoverSettings settings) => settings.Enabled && fault switch
    {
        FaultClass.Throttle or FaultClass.Quota or FaultClass.Transient or FaultClass.Transport or FaultClass.ModelError or FaultClass.Credential or FaultClass.Access => true,
        FaultClass.ModelTimeout => settings.OnModelTimeout,
        FaultClass.Permanent or FaultClass.OutOfTime or FaultClass.MidStream => false,
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };

    /// <summary>What a failure before the first content says about its target.</summary>
    /// <param name="fault">The failure.</param>
    public static TargetEnd EndOf(BedrockException fault) => fault is { Kind: BedrockErrorKind.Timeout, IsRetryable: true } ? TargetEnd.Silent : EndOf(Of(fault));

    /// <summary>Which of several failures the caller is told: the one that says most about what to do. The lower, the sooner.</summary>
    /// <param name="fault">The class.</param>
    public static int Rank(FaultClass fault) => fault switch
    {
        FaultClass.Throttle => 0,
        FaultClass.Transient => 1,
        FaultClass.Transport => 2,
        FaultClass.ModelTimeout or FaultClass.OutOfTime => 3,
        FaultClass.ModelError => 4,
        FaultClass.Quota => 5,
        FaultClass.Permanent or FaultClass.MidStream => 6,
        FaultClass.Access => 7,
        FaultClass.Credential => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };

    private static TargetEnd EndOf(FaultClass fault) => fault switch
    {
        FaultClass.Throttle or FaultClass.Quota => TargetEnd.Throttled,
        FaultClass.Transient or FaultClass.Transport or FaultClass.Credential => TargetEnd.Failed,

        // It answered, if only to refuse: that is no reason to pass it over for other requests.
        FaultClass.ModelTimeout or FaultClass.ModelError or FaultClass.Access or FaultClass.Permanent => TargetEnd.Answered,
        FaultClass.OutOfTime => TargetEnd.Failed,
        FaultClass.MidStream => TargetEnd.Broken,
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };

    private static FaultClass Of(BedrockErrorKind kind, int? status, bool isRetryable)
    {
        // No default arm: a new kind must not compile until it has its meaning here.
#pragma warning disable CS8524
        return kind switch
        {
            BedrockErrorKind.Throttling => FaultClass.Throttle,
            BedrockErrorKind.ServiceQuotaExceeded => FaultClass.Quota,
            BedrockErrorKind.ModelNotReady or BedrockErrorKind.InternalServer or BedrockErrorKind.ServiceUnavailable => FaultClass.Transient,
            BedrockErrorKind.StreamTruncated or BedrockErrorKind.StreamCorrupted or BedrockErrorKind.UnexpectedResponse => FaultClass.Transient,
            BedrockErrorKind.Transport => FaultClass.Transport,

            // The one timeout that no other attempt can help is the total one.
            BedrockErrorKind.Timeout => isRetryable ? FaultClass.Transport : FaultClass.OutOfTime,
            BedrockErrorKind.ModelTimeout => FaultClass.ModelTimeout,
            BedrockErrorKind.ModelError or BedrockErrorKind.ModelStreamError => FaultClass.ModelError,
            BedrockErrorKind.Credentials or BedrockErrorKind.ExpiredToken or BedrockErrorKind.Configuration => FaultClass.Credential,
            BedrockErrorKind.AccessDenied or BedrockErrorKind.ResourceNotFound => FaultClass.Access,
            BedrockErrorKind.Validation or BedrockErrorKind.Conflict or BedrockErrorKind.RequestTooLarge => FaultClass.Permanent,
            BedrockErrorKind.Unknown => status >= ServerErrors ? FaultClass.Transient : FaultClass.Permanent,
        };
#pragma warning restore CS8524
    }
}
