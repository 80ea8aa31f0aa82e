namespace Outcrop.Bedrock.Errors;

/// <summary>
/// Errors in the words of OpenAI and Anthropic, which Bedrock's compatible surfaces use: <c>{"error":{"message","type","code"}}</c> and <c>{"type":"error","error":{"type","message"}}</c>,
/// as a body or as an event within a stream. Sources: https://platform.openai.com/docs/guides/error-codes, https://docs.anthropic.com/en/api/errors.
/// </summary>
internal static class DialectErrors
{
    /// <summary>The kind of an error by its word.</summary>
    /// <param name="word">The <c>code</c> or <c>type</c>.</param>
    /// <param name="status">The HTTP status, 200 within a stream.</param>
    /// <returns><see langword="null"/> for a word that is none of these dialects'.</returns>
    public static BedrockErrorKind? KindOf(string? word, int status) => word switch
    {
        // OpenAI says it of every refusal of the caller's, whatever the status; the status says more.
        "invalid_request_error" when status is 401 => BedrockErrorKind.Credentials,
        "invalid_request_error" when status is 403 => BedrockErrorKind.AccessDenied,
        "invalid_request_error" when status is 404 => BedrockErrorKind.ResourceNotFound,
        "invalid_request_error" when status is 413 => BedrockErrorKind.RequestTooLarge,
        "invalid_request_error" when status is 429 => BedrockErrorKind.Throttling,
        "invalid_request_error" or "validation_error" or "invalid_value" or "invalid_type" or "missing_required_parameter" or "unknown_parameter" or "unsupported_parameter" or "unsupported_value"
            or "invalid_prompt" or "invalid_image" or "invalid_base64_image" or "image_parse_error" or "context_length_exceeded" or "string_above_max_length" or "integer_below_min_value"
            or "unsupported_file" or "invalid_json" or "invalid_function_parameters" => BedrockErrorKind.Validation,
        "authentication_error" or "invalid_api_key" or "invalid_authentication" => BedrockErrorKind.Credentials,
        "permission_error" or "permission_denied" or "permission_denied_error" or "access_denied" or "model_access_denied" => BedrockErrorKind.AccessDenied,
        "not_found_error" or "model_not_found" or "not_found" => BedrockErrorKind.ResourceNotFound,
        "request_too_large" or "image_too_large" => BedrockErrorKind.RequestTooLarge,
        "insufficient_quota" or "billing_error" or "billing_hard_limit_reached" => BedrockErrorKind.ServiceQuotaExceeded,
        "rate_limit_error" or "rate_limit_exceeded" or "rate_limit_reached" or "too_many_requests" or "throttling_error" => BedrockErrorKind.Throttling,
        "overloaded_error" or "service_unavailable" or "service_unavailable_error" or "engine_overloaded" => BedrockErrorKind.ServiceUnavailable,
        "api_error" or "server_error" or "internal_error" or "internal_server_error" => BedrockErrorKind.InternalServer,
        "timeout_error" or "request_timeout" or "model_timeout" => BedrockErrorKind.ModelTimeout,
        _ => null,
    };

    /// <summary>Reads an error that came with a good status: a body that says the answer failed, or an event of a stream.</summary>
    /// <param name="json">The error, with or without its wrapper.</param>
    /// <param name="requestId">The request's id.</param>
    public static BedrockException Read(ReadOnlySpan<byte> json, string? requestId = null)
    {
        ErrorBody read = ErrorBody.Read(json);
        string? code = ErrorReader.BareName(read.Code) ?? ErrorReader.BareName(read.Type);
        BedrockErrorKind kind = KindIn(code) ?? KindIn(ErrorReader.BareName(read.Type)) ?? BedrockErrorKind.ModelStreamError;
        return new BedrockException(kind, read.Message is { Length: > 0 } text ? ErrorText.Clean(text) : $"The answer was ended by {code ?? "an error without a name"}.")
        {
            AwsCode = code,
            StatusCode = 200,
            RequestId = requestId,
            IsRetryable = RetryClassifier.IsRetryable(kind),
        };
    }

    private static BedrockErrorKind? KindIn(string? word) =>
        word is null ? null : ErrorCodes.KindOf(word, status: 200) is var kind && kind is not BedrockErrorKind.Unknown ? kind : null;
}
