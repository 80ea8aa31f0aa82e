using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Logging;

namespace Outcrop.Gateway.Pipeline;

/// <summary>Turns Bedrock's failures into the gateway's.</summary>
internal static class UpstreamErrors
{
    private static readonly TimeSpan ThrottleWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OutageWait = TimeSpan.FromSeconds(5);

    /// <summary>Maps a failure. AWS's own words are passed on only where the caller can act on them, and cleaned of what names our account.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="phase">How far the exchange had come.</param>
    public static GatewayError Map(BedrockException exception, ExchangePhase phase) => MapKind(exception, phase) with
    {
        IsRetryDenied = exception.IsRetryDenied,
        IsContextOverflow = exception.Kind == BedrockErrorKind.Validation && ContextOverflow.IsToldBy(exception.Message),
        Aws = exception.AwsCode is null
            ? null
            : new AwsWords(
                SafeText.Clean(exception.Message), exception.RequestId, exception.OriginalStatusCode, exception.OriginalMessage is { } original ? SafeText.Clean(original) : null),
    };

    private static GatewayError MapKind(BedrockException exception, ExchangePhase phase)
    {
        // No default arm: a new kind must not compile until it has its meaning here.
#pragma warning disable CS8524
        return exception.Kind switch
        {
            BedrockErrorKind.Validation => Refused(GatewayErrorKind.InvalidRequest, $"The model refused the request: {SafeText.Clean(exception.Message)}"),
            BedrockErrorKind.Conflict => Refused(GatewayErrorKind.InvalidRequest, $"The request conflicts with the model's state: {SafeText.Clean(exception.Message)}"),
            BedrockErrorKind.ResourceNotFound => Refused(GatewayErrorKind.ModelNotFound, $"Bedrock does not have this model: {SafeText.Clean(exception.Message)}"),
            BedrockErrorKind.RequestTooLarge => Refused(GatewayErrorKind.RequestTooLarge, "The request is larger than the model takes."),
            BedrockErrorKind.AccessDenied => Ours("The gateway's AWS account may not use this model."),
            BedrockErrorKind.Credentials or BedrockErrorKind.ExpiredToken => Ours("The gateway's own AWS credentials are missing or were refused."),
            BedrockErrorKind.Configuration => new GatewayError(GatewayErrorKind.Internal, Blame.Gateway, phase, "The gateway is not configured to reach Bedrock.", exception.StatusCode, exception.AwsCode),
            BedrockErrorKind.Throttling => Theirs(GatewayErrorKind.UpstreamThrottled, "Bedrock is throttling this model; try again later.", exception.RetryAfter ?? ThrottleWait),
            BedrockErrorKind.ServiceQuotaExceeded => Theirs(GatewayErrorKind.UpstreamQuotaExceeded, "A Bedrock quota of the gateway's account is used up.", exception.RetryAfter),
            BedrockErrorKind.ModelNotReady => Theirs(GatewayErrorKind.UpstreamUnavailable, "The model is not ready yet; try again later.", exception.RetryAfter ?? OutageWait),
            BedrockErrorKind.InternalServer or BedrockErrorKind.ServiceUnavailable => Theirs(GatewayErrorKind.UpstreamUnavailable, "Bedrock is not available; try again later.", exception.RetryAfter ?? OutageWait),
            BedrockErrorKind.Transport => Theirs(GatewayErrorKind.UpstreamUnavailable, "Bedrock cannot be reached; try again later.", OutageWait),
            BedrockErrorKind.ModelTimeout => Theirs(GatewayErrorKind.UpstreamTimeout, "The model took too long.", null),
            BedrockErrorKind.Timeout => Theirs(GatewayErrorKind.UpstreamTimeout, "Bedrock did not answer in time.", null),
            BedrockErrorKind.ModelError or BedrockErrorKind.ModelStreamError => Theirs(GatewayErrorKind.ModelError, "The model failed while it worked on the request.", null),
            BedrockErrorKind.StreamTruncated => Theirs(GatewayErrorKind.UpstreamBroken, "The model's answer broke off before it was finished.", null),
            BedrockErrorKind.StreamCorrupted => Theirs(GatewayErrorKind.UpstreamBroken, "The model's answer arrived damaged.", null),
            BedrockErrorKind.UnexpectedResponse => Theirs(GatewayErrorKind.UpstreamBroken, "Bedrock gave an answer that cannot be read.", null),
            BedrockErrorKind.Unknown => Theirs(GatewayErrorKind.UpstreamBroken, "Bedrock reported an error that is not known here.", exception.RetryAfter),
        };
#pragma warning restore CS8524

        GatewayError Refused(GatewayErrorKind kind, string message) => new(kind, Blame.Client, phase, message, exception.StatusCode, exception.AwsCode);

        GatewayError Ours(string message) => new(GatewayErrorKind.UpstreamCredentials, Blame.Gateway, phase, message, exception.StatusCode, exception.AwsCode);

        GatewayError Theirs(GatewayErrorKind kind, string message, TimeSpan? retryAfter) => new(kind, Blame.Upstream, phase, message, exception.StatusCode, exception.AwsCode, retryAfter);
    }
}
