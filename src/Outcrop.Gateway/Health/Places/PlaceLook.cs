using Outcrop.Bedrock;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Gateway.Health.Places;

/// <summary>One look at an account and region, by calls that are free. Stateless.</summary>
internal static class PlaceLook
{
    private const string SystemProfiles = "SYSTEM_DEFINED";

    /// <summary>Looks.</summary>
    /// <param name="client">The way there.</param>
    /// <param name="withProfiles">Whether its inference profiles matter.</param>
    /// <param name="before">What was known of it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives the look up.</param>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public static async Task<PlaceReport> AtAsync(BedrockClient client, bool withProfiles, PlaceReport? before, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            BedrockProbe probe = await client.ProbeAsync(cancellationToken);
            IReadOnlySet<string>? profiles = withProfiles ? await ProfilesAsync(client, cancellationToken) ?? before?.Profiles : null;
            return new PlaceReport(PlaceState.Ok, null, time.GetUtcNow(), probe.Latency, probe.Models.Select(static model => model.Id).ToHashSet(StringComparer.Ordinal), profiles);
        }
        catch (BedrockException fault)
        {
            (PlaceState state, string reason) = Of(fault);
            return new PlaceReport(state, reason, time.GetUtcNow(), null, before?.Models, before?.Profiles);
        }
    }

    /// <summary>What a failed look says. That the policy forbids to ask is no fault: the gateway needs no such permission.</summary>
    /// <param name="fault">The failure.</param>
    public static (PlaceState State, string Reason) Of(BedrockException fault)
    {
        // No default arm: a new kind must not compile until it has its meaning here.
#pragma warning disable CS8524
        return fault.Kind switch
        {
            BedrockErrorKind.Credentials => (PlaceState.Denied, fault.StatusCode is null ? "no AWS credentials could be had" : "AWS refuses the credentials"),
            BedrockErrorKind.ExpiredToken => (PlaceState.Denied, "the AWS session has expired"),
            BedrockErrorKind.Configuration => (PlaceState.Denied, "the settings of the account contradict each other; the log says more"),
            BedrockErrorKind.Transport => (PlaceState.Unreachable, "the control plane cannot be reached"),
            BedrockErrorKind.Timeout or BedrockErrorKind.ModelTimeout => (PlaceState.Unreachable, "the control plane does not answer in time"),
            BedrockErrorKind.InternalServer or BedrockErrorKind.ServiceUnavailable or BedrockErrorKind.ModelNotReady => (PlaceState.Unreachable, "the control plane fails"),
            BedrockErrorKind.StreamTruncated or BedrockErrorKind.StreamCorrupted or BedrockErrorKind.UnexpectedResponse => (PlaceState.Unknown, "the control plane's answer cannot be read"),
            BedrockErrorKind.AccessDenied => (PlaceState.Unknown, "the policy does not allow bedrock:ListFoundationModels, which is free and not needed"),
            BedrockErrorKind.Throttling or BedrockErrorKind.ServiceQuotaExceeded => (PlaceState.Unknown, "the control plane throttles"),
            BedrockErrorKind.ResourceNotFound or BedrockErrorKind.Validation or BedrockErrorKind.Conflict or BedrockErrorKind.RequestTooLarge
                or BedrockErrorKind.ModelError or BedrockErrorKind.ModelStreamError or BedrockErrorKind.Unknown => (PlaceState.Unknown, "the endpoint has no control plane that is known here"),
        };
#pragma warning restore CS8524
    }

    private static async Task<IReadOnlySet<string>?> ProfilesAsync(BedrockClient client, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.ListInferenceProfilesAsync(SystemProfiles, cancellationToken)).Select(static profile => profile.Id).ToHashSet(StringComparer.Ordinal);
        }
        catch (BedrockException)
        {
            // What is on offer is then not known, which is no fault of the place.
            return null;
        }
    }
}
