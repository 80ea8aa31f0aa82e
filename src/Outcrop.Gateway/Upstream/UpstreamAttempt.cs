using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Upstream;

/// <summary>One target's part in a request. Immutable.</summary>
/// <param name="Target">The target; <see langword="null"/>: the configuration's default place.</param>
/// <param name="Outcome"><see cref="Opened"/>, <see cref="Abandoned"/>, <see cref="Hedged"/>, or the class of the failure in small letters with underscores.</param>
/// <param name="Duration">To its first content or failure.</param>
/// <param name="Count">How often it was asked.</param>
/// <param name="AwsRequestId">Bedrock's id of the last of them, where it failed and gave one.</param>
internal sealed record UpstreamAttempt(Target? Target, string Outcome, TimeSpan Duration, int Count, string? AwsRequestId)
{
    /// <summary>It answered, and its answer is the request's.</summary>
    public const string Opened = "opened";

    /// <summary>The caller left, or the gateway itself failed.</summary>
    public const string Abandoned = "abandoned";

    /// <summary>It was still silent when the other of two targets answered. It may be billed all the same.</summary>
    public const string Hedged = "hedged";
}
