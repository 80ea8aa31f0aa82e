using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds.BedrockNative;

/// <summary>
/// AWS's name and status of every failure. What AWS itself named keeps its name, except where the failure is the gateway's own: a caller whose SDK reads that <em>its</em> token has expired would look for another.
/// Sources: the service model of bedrock-runtime; https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html.
/// </summary>
internal static class AwsErrorNames
{
    private const int LongestName = 64;
    private const string AccessDenied = "AccessDeniedException";

    private static readonly FrozenDictionary<string, int> Statuses = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["ValidationException"] = StatusCodes.Status400BadRequest,
        ["ServiceQuotaExceededException"] = StatusCodes.Status400BadRequest,
        ["ConflictException"] = StatusCodes.Status400BadRequest,
        ["IncompleteSignatureException"] = StatusCodes.Status400BadRequest,
        [AccessDenied] = StatusCodes.Status403Forbidden,
        ["UnrecognizedClientException"] = StatusCodes.Status403Forbidden,
        ["InvalidSignatureException"] = StatusCodes.Status403Forbidden,
        ["MissingAuthenticationTokenException"] = StatusCodes.Status403Forbidden,
        ["ExpiredTokenException"] = StatusCodes.Status403Forbidden,
        ["ResourceNotFoundException"] = StatusCodes.Status404NotFound,
        ["UnknownOperationException"] = StatusCodes.Status404NotFound,
        ["ModelTimeoutException"] = StatusCodes.Status408RequestTimeout,
        ["ModelErrorException"] = StatusCodes.Status424FailedDependency,
        ["ModelStreamErrorException"] = StatusCodes.Status424FailedDependency,
        ["ThrottlingException"] = StatusCodes.Status429TooManyRequests,
        ["ModelNotReadyException"] = StatusCodes.Status429TooManyRequests,
        ["InternalServerException"] = StatusCodes.Status500InternalServerError,
        ["ServiceUnavailableException"] = StatusCodes.Status503ServiceUnavailable,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What AWS says of credentials. Said of ours it would send a caller to look at its own.</summary>
    private static readonly FrozenSet<string> OfCredentials = FrozenSet.ToFrozenSet(
        ["UnrecognizedClientException", "InvalidSignatureException", "MissingAuthenticationTokenException", "IncompleteSignatureException", "ExpiredTokenException"], StringComparer.Ordinal);

    /// <summary>Status and name of a failure that is a whole answer.</summary>
    /// <param name="error">The failure.</param>
    public static (int Status, string Name) Of(GatewayError error)
    {
        (int status, string name) = OfKind(error.Kind);
        return !Keeps(error) ? (status, name)
            : error.UpstreamStatus is >= 400 and <= 599 and var given ? (given, error.AwsType!)
            : (Statuses.GetValueOrDefault(error.AwsType!, status), error.AwsType!);
    }

    /// <summary>The name of a failure within a stream, as the streams' unions write it.</summary>
    /// <param name="error">The failure.</param>
    /// <param name="isConverse">Whether the stream is <c>ConverseStream</c>'s, which knows no <c>modelTimeoutException</c>.</param>
    public static string InStream(GatewayError error, bool isConverse)
    {
        if (Keeps(error))
        {
            return char.ToLowerInvariant(error.AwsType![0]) + error.AwsType[1..];
        }

        // No default arm: a new kind must not compile until it has its name here.
#pragma warning disable CS8524
        return error.Kind switch
        {
            GatewayErrorKind.InvalidRequest or GatewayErrorKind.InvalidKey or GatewayErrorKind.PermissionDenied or GatewayErrorKind.ModelNotFound or GatewayErrorKind.NotFound
                or GatewayErrorKind.EndpointNotFound or GatewayErrorKind.MethodNotAllowed or GatewayErrorKind.RequestTimeout or GatewayErrorKind.RequestTooLarge
                or GatewayErrorKind.UnsupportedMediaType => "validationException",
            GatewayErrorKind.RateLimited or GatewayErrorKind.UpstreamThrottled or GatewayErrorKind.BudgetExceeded or GatewayErrorKind.UpstreamQuotaExceeded => "throttlingException",
            GatewayErrorKind.UpstreamUnavailable or GatewayErrorKind.LedgerUnavailable or GatewayErrorKind.ShuttingDown => "serviceUnavailableException",
            GatewayErrorKind.ModelError or GatewayErrorKind.UpstreamBroken => "modelStreamErrorException",
            GatewayErrorKind.UpstreamTimeout => isConverse ? "modelStreamErrorException" : "modelTimeoutException",
            GatewayErrorKind.UpstreamCredentials or GatewayErrorKind.Internal => "internalServerException",
        };
#pragma warning restore CS8524
    }

    private static (int Status, string Name) OfKind(GatewayErrorKind kind)
    {
        // No default arm: a new kind must not compile until it has its name here.
#pragma warning disable CS8524
        return kind switch
        {
            GatewayErrorKind.InvalidRequest => (StatusCodes.Status400BadRequest, "ValidationException"),
            GatewayErrorKind.BudgetExceeded or GatewayErrorKind.UpstreamQuotaExceeded => (StatusCodes.Status400BadRequest, "ServiceQuotaExceededException"),
            GatewayErrorKind.InvalidKey => (StatusCodes.Status403Forbidden, "UnrecognizedClientException"),
            GatewayErrorKind.PermissionDenied => (StatusCodes.Status403Forbidden, AccessDenied),
            GatewayErrorKind.ModelNotFound or GatewayErrorKind.NotFound => (StatusCodes.Status404NotFound, "ResourceNotFoundException"),
            GatewayErrorKind.EndpointNotFound => (StatusCodes.Status404NotFound, "UnknownOperationException"),
            GatewayErrorKind.MethodNotAllowed => (StatusCodes.Status405MethodNotAllowed, "UnknownOperationException"),
            GatewayErrorKind.RequestTimeout => (StatusCodes.Status408RequestTimeout, "RequestTimeoutException"),
            GatewayErrorKind.UpstreamTimeout => (StatusCodes.Status408RequestTimeout, "ModelTimeoutException"),
            GatewayErrorKind.RequestTooLarge => (StatusCodes.Status413PayloadTooLarge, "ValidationException"),
            GatewayErrorKind.UnsupportedMediaType => (StatusCodes.Status415UnsupportedMediaType, "ValidationException"),
            GatewayErrorKind.ModelError => (StatusCodes.Status424FailedDependency, "ModelErrorException"),
            GatewayErrorKind.RateLimited or GatewayErrorKind.UpstreamThrottled => (StatusCodes.Status429TooManyRequests, "ThrottlingException"),
            GatewayErrorKind.UpstreamCredentials or GatewayErrorKind.UpstreamBroken or GatewayErrorKind.Internal => (StatusCodes.Status500InternalServerError, "InternalServerException"),
            GatewayErrorKind.UpstreamUnavailable or GatewayErrorKind.LedgerUnavailable or GatewayErrorKind.ShuttingDown => (StatusCodes.Status503ServiceUnavailable, "ServiceUnavailableException"),
        };
#pragma warning restore CS8524
    }

    private static bool Keeps(GatewayError error)
    {
        if (error.AwsType is not { Length: > 0 and <= LongestName } name || (error.Blame == Blame.Gateway && name != AccessDenied)
            || (error.Kind != GatewayErrorKind.InvalidKey && OfCredentials.Contains(name)))
        {
            return false;
        }

        foreach (char character in name)
        {
            if (!char.IsAsciiLetterOrDigit(character))
            {
                return false;
            }
        }

        return char.IsAsciiLetter(name[0]);
    }
}
