namespace Outcrop.Bedrock.Errors;

/// <summary>From the names AWS gives its errors to our kinds. Names: the service model of bedrock-runtime and bedrock, and https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html.</summary>
internal static class ErrorCodes
{
    /// <summary>The kind of an error with a name.</summary>
    /// <param name="code">The name without namespace and URI; <see langword="null"/> when there is none.</param>
    /// <param name="status">The HTTP status; it decides where the name says nothing.</param>
    public static BedrockErrorKind KindOf(string? code, int status) => code switch
    {
        "ValidationException" or "ValidationError" or "InvalidParameterException" or "InvalidParameterValue" or "MalformedQueryString" or "SerializationException" => BedrockErrorKind.Validation,
        "AccessDeniedException" or "AccessDenied" or "NotAuthorized" or "OptInRequired" or "FTUFormNotFilled" or "UnauthorizedException" => BedrockErrorKind.AccessDenied,
        "UnrecognizedClientException" or "InvalidSignatureException" or "SignatureDoesNotMatch" or "MissingAuthenticationTokenException" or "MissingAuthenticationToken"
            or "IncompleteSignatureException" or "IncompleteSignature" or "InvalidClientTokenId" or "InvalidAccessKeyId" or "AuthFailure"
            or "RequestExpired" or "RequestTimeTooSkewed" or "RequestInTheFuture" => BedrockErrorKind.Credentials,
        "ExpiredTokenException" or "ExpiredToken" => BedrockErrorKind.ExpiredToken,
        "ResourceNotFoundException" => BedrockErrorKind.ResourceNotFound,
        "ConflictException" => BedrockErrorKind.Conflict,
        "ServiceQuotaExceededException" => BedrockErrorKind.ServiceQuotaExceeded,
        "RequestEntityTooLargeException" or "PayloadTooLargeException" or "RequestTooLarge" => BedrockErrorKind.RequestTooLarge,
        "ModelNotReadyException" => BedrockErrorKind.ModelNotReady,
        "ModelTimeoutException" => BedrockErrorKind.ModelTimeout,
        "ModelErrorException" => BedrockErrorKind.ModelError,
        "ModelStreamErrorException" => BedrockErrorKind.ModelStreamError,
        "InternalServerException" or "InternalFailure" or "InternalError" or "InternalServerError" or "InternalServiceException" => BedrockErrorKind.InternalServer,
        "ServiceUnavailableException" or "ServiceUnavailable" or "RequestTimeout" or "RequestTimeoutException" => BedrockErrorKind.ServiceUnavailable,
        "UnknownOperationException" or "UnknownOperation" => BedrockErrorKind.UnexpectedResponse,
        _ when IsThrottle(code) => BedrockErrorKind.Throttling,
        null => KindOfStatus(status),
        _ when DialectErrors.KindOf(code, status) is { } kind => kind,

        // A name unknown to us stays Unknown, except where the status alone settles how to act.
        _ => status is 413 or 429 or >= 500 ? KindOfStatus(status) : BedrockErrorKind.Unknown,
    };

    /// <summary>Whether a name is one of those by which AWS's retry standard knows throttling.</summary>
    public static bool IsThrottle(string? code) => code is "Throttling" or "ThrottlingException" or "ThrottledException" or "RequestThrottledException" or "RequestThrottled"
        or "TooManyRequestsException" or "ProvisionedThroughputExceededException" or "TransactionInProgressException" or "RequestLimitExceeded" or "BandwidthLimitExceeded"
        or "LimitExceededException" or "SlowDown" or "PriorRequestNotComplete" or "EC2ThrottledException";

    /// <summary>Whether a name may mean that the two clocks disagree.</summary>
    public static bool MayBeClockSkew(string? code) => code is "InvalidSignatureException" or "SignatureDoesNotMatch" or "RequestTimeTooSkewed" or "RequestExpired" or "RequestInTheFuture" or "AuthFailure";

    private static BedrockErrorKind KindOfStatus(int status) => status switch
    {
        400 or 422 => BedrockErrorKind.Validation,
        401 or 403 => BedrockErrorKind.AccessDenied,
        404 => BedrockErrorKind.ResourceNotFound,
        407 => BedrockErrorKind.Transport,
        409 => BedrockErrorKind.Conflict,
        408 => BedrockErrorKind.ServiceUnavailable,
        413 => BedrockErrorKind.RequestTooLarge,
        424 => BedrockErrorKind.ModelError,
        429 => BedrockErrorKind.Throttling,
        502 or 503 or 504 => BedrockErrorKind.ServiceUnavailable,
        >= 500 => BedrockErrorKind.InternalServer,
        _ => BedrockErrorKind.UnexpectedResponse,
    };
}
