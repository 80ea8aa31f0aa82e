using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Families;

/// <summary>Reads Anthropic's own error object, which a body or a chunk may hold where Bedrock passes the model's words through. Source: https://docs.anthropic.com/en/api/errors.</summary>
internal static class AnthropicError
{
    /// <summary>Reads <c>{"type":…,"message":…}</c>.</summary>
    public static BedrockException Read(ReadOnlyMemory<byte> error)
    {
        using JsonDocument document = JsonDocument.Parse(error, ConverseJson.DocumentOptions);
        string type = ConverseJson.GetString(document.RootElement, "type") ?? "";
        string message = ConverseJson.GetString(document.RootElement, "message") ?? "The model reported an error without a message.";
        BedrockErrorKind kind = type switch
        {
            "invalid_request_error" => BedrockErrorKind.Validation,
            "authentication_error" => BedrockErrorKind.Credentials,
            "permission_error" => BedrockErrorKind.AccessDenied,
            "not_found_error" => BedrockErrorKind.ResourceNotFound,
            "request_too_large" => BedrockErrorKind.RequestTooLarge,
            "rate_limit_error" => BedrockErrorKind.Throttling,
            "overloaded_error" => BedrockErrorKind.ServiceUnavailable,
            "api_error" => BedrockErrorKind.InternalServer,
            "timeout_error" => BedrockErrorKind.ModelTimeout,
            _ => BedrockErrorKind.ModelStreamError,
        };
        return new BedrockException(kind, message) { OriginalMessage = type };
    }
}
