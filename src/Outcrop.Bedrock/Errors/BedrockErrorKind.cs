namespace Outcrop.Bedrock.Errors;

/// <summary>What kind of failure an exchange with Bedrock met. AWS's own names where AWS has one; see https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html.</summary>
public enum BedrockErrorKind
{
    /// <summary>The request was refused as wrong: <c>ValidationException</c>, unknown model included (HTTP 400).</summary>
    Validation,

    /// <summary>The principal or account may not do this: <c>AccessDeniedException</c> (403).</summary>
    AccessDenied,

    /// <summary>The credentials were refused: <c>UnrecognizedClientException</c>, <c>InvalidSignatureException</c>, <c>MissingAuthenticationTokenException</c>, <c>IncompleteSignatureException</c> (403), or none could be found.</summary>
    Credentials,

    /// <summary>The session token is past its end: <c>ExpiredTokenException</c> (403).</summary>
    ExpiredToken,

    /// <summary><c>ResourceNotFoundException</c>, a model at the end of its life included (404).</summary>
    ResourceNotFound,

    /// <summary><c>ConflictException</c> (400).</summary>
    Conflict,

    /// <summary><c>ServiceQuotaExceededException</c> (400).</summary>
    ServiceQuotaExceeded,

    /// <summary>The body is larger than the service takes (413).</summary>
    RequestTooLarge,

    /// <summary><c>ThrottlingException</c> and its kin (429).</summary>
    Throttling,

    /// <summary><c>ModelNotReadyException</c> (429): retryable, but no throttle.</summary>
    ModelNotReady,

    /// <summary><c>ModelTimeoutException</c> (408).</summary>
    ModelTimeout,

    /// <summary><c>ModelErrorException</c> (424).</summary>
    ModelError,

    /// <summary><c>ModelStreamErrorException</c> (424, or a frame of a stream).</summary>
    ModelStreamError,

    /// <summary><c>InternalServerException</c> (500).</summary>
    InternalServer,

    /// <summary><c>ServiceUnavailableException</c> (503), and 502 and 504 from what stands in between.</summary>
    ServiceUnavailable,

    /// <summary>No connection, no name, no TLS, or a connection that broke before the response's headers.</summary>
    Transport,

    /// <summary>One of our own timeouts ran out: connect, first byte, idle or total.</summary>
    Timeout,

    /// <summary>A stream ended, or a connection broke, before the model said it had finished.</summary>
    StreamTruncated,

    /// <summary>A stream's bytes failed a checksum or a length check.</summary>
    StreamCorrupted,

    /// <summary>The answer is none that Bedrock gives: HTTP 200 with <c>UnknownOperationException</c>, or a body that is not the operation's.</summary>
    UnexpectedResponse,

    /// <summary>The request cannot be made as configured: region, endpoint, FIPS with a custom endpoint.</summary>
    Configuration,

    /// <summary>An error AWS gave a name that this version does not know; <see cref="BedrockException.AwsCode"/> has it.</summary>
    Unknown,
}
