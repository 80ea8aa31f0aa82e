namespace Outcrop.Gateway.Pipeline;

/// <summary>A failure as a value. Only <see cref="SafeMessage"/> and what follows from <see cref="Kind"/> reach callers.</summary>
/// <param name="Kind">What failed.</param>
/// <param name="Blame">Whose fault it is.</param>
/// <param name="Phase">How far the exchange had come.</param>
/// <param name="SafeMessage">A sentence for the caller: no secret, no ARN, no account, no URL.</param>
/// <param name="UpstreamStatus">The upstream's HTTP status, for the log.</param>
/// <param name="AwsType">AWS's name of the error, for the log and the native dialect.</param>
/// <param name="RetryAfter">How long the caller should wait.</param>
/// <param name="Parameter">The member of the caller's request that is at fault, by its path, where one is.</param>
internal sealed record GatewayError(
    GatewayErrorKind Kind,
    Blame Blame,
    ExchangePhase Phase,
    string SafeMessage,
    int? UpstreamStatus = null,
    string? AwsType = null,
    TimeSpan? RetryAfter = null,
    string? Parameter = null)
{
    /// <summary>What AWS said, where the failure is one that AWS told.</summary>
    public AwsWords? Aws { get; init; }

    /// <summary>The HTTP status in every dialect, where HTTP has one for just this failure; else the kind's own in that dialect.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>Whether the gateway would have sent it again, had its retry budget not been used up: callers must not do instead what it must not.</summary>
    public bool IsRetryDenied { get; init; }

    /// <summary>Whether every one of several targets is throttled: no other place is left to go to.</summary>
    public bool IsEverywhere { get; init; }

    /// <summary>Whether the conversation is longer than the model takes: tools shorten it and ask again when they are told so in their own dialect's word.</summary>
    public bool IsContextOverflow { get; init; }

    /// <summary>The request names a guardrail that is none of the configuration's.</summary>
    public static GatewayError GuardrailNotOffered { get; } =
        new(GatewayErrorKind.PermissionDenied, Blame.Client, ExchangePhase.Request, "This guardrail is not offered by this gateway.");

    /// <summary>The gateway stops. The same request will do elsewhere at once, or here soon.</summary>
    /// <param name="phase">How far the exchange had come.</param>
    public static GatewayError ShuttingDown(ExchangePhase phase) => new(
        GatewayErrorKind.ShuttingDown,
        Blame.Gateway,
        phase,
        phase == ExchangePhase.MidStream ? "The gateway is shutting down and could not finish this answer; try again." : "The gateway is shutting down; try again.",
        RetryAfter: TimeSpan.FromSeconds(1));

    /// <summary>A fault of the caller's request.</summary>
    /// <param name="message">What is wrong, with its path.</param>
    /// <param name="parameter">The member at fault, by its path.</param>
    public static GatewayError InvalidRequest(string message, string? parameter = null) =>
        new(GatewayErrorKind.InvalidRequest, Blame.Client, ExchangePhase.Request, message, Parameter: parameter);
}
