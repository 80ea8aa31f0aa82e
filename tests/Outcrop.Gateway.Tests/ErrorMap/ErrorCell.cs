using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Tests.ErrorMap;

/// <summary>One row of the error map: what callers of every dialect are told of one kind of failure.</summary>
/// <param name="Seed">The origin's status.</param>
/// <param name="OpenAI">OpenAI's status.</param>
/// <param name="Type">OpenAI's <c>error.type</c>.</param>
/// <param name="Code">OpenAI's <c>error.code</c>.</param>
/// <param name="Anthropic">Anthropic's status.</param>
/// <param name="Word">Anthropic's <c>error.type</c>.</param>
/// <param name="Aws">AWS's status.</param>
/// <param name="Name">AWS's name of it.</param>
/// <param name="Frame">Its name as an exception frame.</param>
/// <param name="Retry">What <c>x-should-retry</c> says; where it is true, how long to wait stands there too.</param>
internal sealed record ErrorCell(int Seed, int OpenAI, string Type, string? Code, int Anthropic, string Word, int Aws, string Name, string Frame, bool Retry = false)
{
    private const string Invalid = "invalid_request_error";
    private const string Server = "server_error";
    private const string Api = "api_error";

    /// <summary>The map, written out by hand. It must not be made of what the product says.</summary>
    public static IReadOnlyDictionary<GatewayErrorKind, ErrorCell> Map { get; } = new Dictionary<GatewayErrorKind, ErrorCell>
    {
        // Bad request, malformed JSON, and what never becomes a request.
        [GatewayErrorKind.InvalidRequest] = new(400, 400, Invalid, null, 400, Invalid, 400, "ValidationException", "validationException"),
        [GatewayErrorKind.EndpointNotFound] = new(404, 404, Invalid, "unknown_url", 404, "not_found_error", 404, "UnknownOperationException", "validationException"),
        [GatewayErrorKind.MethodNotAllowed] = new(405, 405, Invalid, "method_not_allowed", 405, Invalid, 405, "UnknownOperationException", "validationException"),
        [GatewayErrorKind.RequestTimeout] = new(408, 408, Invalid, "request_timeout", 408, "timeout_error", 408, "RequestTimeoutException", "validationException"),
        [GatewayErrorKind.UnsupportedMediaType] = new(415, 415, Invalid, "unsupported_media_type", 415, Invalid, 415, "ValidationException", "validationException"),

        // Key missing or invalid; revoked, or without the model.
        [GatewayErrorKind.InvalidKey] = new(401, 401, Invalid, "invalid_api_key", 401, "authentication_error", 403, "UnrecognizedClientException", "validationException"),
        [GatewayErrorKind.PermissionDenied] = new(403, 403, "permission_error", "model_not_allowed", 403, "permission_error", 403, "AccessDeniedException", "validationException"),

        // Unknown model, or whatever else the caller has not.
        [GatewayErrorKind.ModelNotFound] = new(404, 404, Invalid, "model_not_found", 404, "not_found_error", 404, "ResourceNotFoundException", "validationException"),
        [GatewayErrorKind.NotFound] = new(404, 404, Invalid, "not_found", 404, "not_found_error", 404, "ResourceNotFoundException", "validationException"),

        // Too large.
        [GatewayErrorKind.RequestTooLarge] = new(413, 413, Invalid, "request_too_large", 413, "request_too_large", 413, "ValidationException", "validationException"),

        // The gateway's rate limit and budget.
        [GatewayErrorKind.RateLimited] = new(429, 429, "rate_limit_error", "rate_limit_exceeded", 429, "rate_limit_error", 429, "ThrottlingException", "throttlingException", Retry: true),
        [GatewayErrorKind.BudgetExceeded] = new(402, 429, "insufficient_quota", "insufficient_quota", 402, "billing_error", 400, "ServiceQuotaExceededException", "throttlingException"),

        // Upstream: a throttle, a quota that no waiting mends, an outage, credentials of ours, a timeout.
        [GatewayErrorKind.UpstreamThrottled] = new(429, 429, "rate_limit_error", "rate_limit_exceeded", 429, "rate_limit_error", 429, "ThrottlingException", "throttlingException", Retry: true),
        [GatewayErrorKind.UpstreamQuotaExceeded] = new(429, 429, "rate_limit_error", "upstream_quota_exceeded", 429, "rate_limit_error", 400, "ServiceQuotaExceededException", "throttlingException"),
        [GatewayErrorKind.UpstreamUnavailable] = new(503, 503, Server, "upstream_unavailable", 529, "overloaded_error", 503, "ServiceUnavailableException", "serviceUnavailableException", Retry: true),
        [GatewayErrorKind.UpstreamCredentials] = new(502, 502, Server, "upstream_auth", 500, Api, 500, "InternalServerException", "internalServerException"),
        [GatewayErrorKind.UpstreamTimeout] = new(504, 504, Server, "timeout", 504, "timeout_error", 408, "ModelTimeoutException", "modelTimeoutException"),

        // The model failed, or its answer broke: 424 becomes a server's error in the dialects that have no word for it.
        [GatewayErrorKind.ModelError] = new(502, 502, Server, "model_error", 500, Api, 424, "ModelErrorException", "modelStreamErrorException"),
        [GatewayErrorKind.UpstreamBroken] = new(502, 502, Server, "upstream_broken", 500, Api, 500, "InternalServerException", "modelStreamErrorException"),

        // The gateway's storage is down, or the gateway itself failed.
        [GatewayErrorKind.LedgerUnavailable] = new(503, 503, Server, "ledger_unavailable", 529, "overloaded_error", 503, "ServiceUnavailableException", "serviceUnavailableException", Retry: true),
        [GatewayErrorKind.Internal] = new(500, 500, Server, "internal_error", 500, Api, 500, "InternalServerException", "internalServerException"),
    };

    /// <summary>The row of a kind; a kind without one fails the test.</summary>
    public static ErrorCell Of(GatewayErrorKind kind) => Map.TryGetValue(kind, out ErrorCell? cell) ? cell : throw new InvalidOperationException($"The error map has no row for {kind}: write one.");
}
