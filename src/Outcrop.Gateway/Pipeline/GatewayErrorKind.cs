namespace Outcrop.Gateway.Pipeline;

/// <summary>Every way an exchange can fail, as callers are told. A new one makes every error writer fail to compile until it says what it does with it.</summary>
internal enum GatewayErrorKind
{
    /// <summary>The request is wrong: malformed, out of range, or refused by the model.</summary>
    InvalidRequest,

    /// <summary>No key, or none that is known.</summary>
    InvalidKey,

    /// <summary>The key may not do this.</summary>
    PermissionDenied,

    /// <summary>There is no such model.</summary>
    ModelNotFound,

    /// <summary>There is no such thing among what the caller has stored.</summary>
    NotFound,

    /// <summary>There is nothing at this path.</summary>
    EndpointNotFound,

    /// <summary>The path does not take this method.</summary>
    MethodNotAllowed,

    /// <summary>The body did not arrive in time.</summary>
    RequestTimeout,

    /// <summary>The body, or its headers, are too large.</summary>
    RequestTooLarge,

    /// <summary>The body is of a kind that is not taken.</summary>
    UnsupportedMediaType,

    /// <summary>The gateway's own limit is reached.</summary>
    RateLimited,

    /// <summary>The key's budget is spent.</summary>
    BudgetExceeded,

    /// <summary>The upstream throttles.</summary>
    UpstreamThrottled,

    /// <summary>A quota of the AWS account is used up; waiting a second does not help.</summary>
    UpstreamQuotaExceeded,

    /// <summary>The upstream is down, not ready, or cannot be reached.</summary>
    UpstreamUnavailable,

    /// <summary>The gateway's own AWS credentials or permissions do not suffice.</summary>
    UpstreamCredentials,

    /// <summary>The upstream took too long.</summary>
    UpstreamTimeout,

    /// <summary>The model failed.</summary>
    ModelError,

    /// <summary>The upstream's stream broke, or its answer cannot be read.</summary>
    UpstreamBroken,

    /// <summary>The ledger cannot be written.</summary>
    LedgerUnavailable,

    /// <summary>The gateway stops and ends what is under way; another one, or the next, can answer.</summary>
    ShuttingDown,

    /// <summary>A fault of the gateway itself.</summary>
    Internal,
}
