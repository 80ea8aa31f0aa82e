using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Outcrop.Gateway.Pipeline;
using Outcrop.Wire.Sse;

namespace Outcrop.Gateway.FrontEnds.OpenAI;

/// <summary>Errors as OpenAI gives them: <c>{"error": {"message", "type", "param", "code"}}</c>; within a stream the same object as an event's data, which every OpenAI client raises.</summary>
internal sealed class OpenAIErrorWriter : ErrorWriter
{
    // Served as application/json with nosniff, never as HTML: an apostrophe may stay one.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Status, type and code of a failure.</summary>
    /// <param name="error">The failure.</param>
    public static (int Status, string Type, string? Code) Of(GatewayError error)
    {
        (int status, string type, string? code) = Of(error.Kind);
        return (status, type, error.IsContextOverflow ? "context_length_exceeded" : code);
    }

    /// <summary>Status, type and code of a kind.</summary>
    /// <param name="kind">The kind.</param>
    public static (int Status, string Type, string? Code) Of(GatewayErrorKind kind)
    {
        const string Invalid = "invalid_request_error";
        const string Server = "server_error";

        // No default arm: a new kind must not compile until it has its words here.
#pragma warning disable CS8524
        return kind switch
        {
            GatewayErrorKind.InvalidRequest => (StatusCodes.Status400BadRequest, Invalid, null),
            GatewayErrorKind.InvalidKey => (StatusCodes.Status401Unauthorized, Invalid, "invalid_api_key"),
            GatewayErrorKind.PermissionDenied => (StatusCodes.Status403Forbidden, "permission_error", "model_not_allowed"),
            GatewayErrorKind.ModelNotFound => (StatusCodes.Status404NotFound, Invalid, "model_not_found"),
            GatewayErrorKind.NotFound => (StatusCodes.Status404NotFound, Invalid, "not_found"),
            GatewayErrorKind.EndpointNotFound => (StatusCodes.Status404NotFound, Invalid, "unknown_url"),
            GatewayErrorKind.MethodNotAllowed => (StatusCodes.Status405MethodNotAllowed, Invalid, "method_not_allowed"),
            GatewayErrorKind.RequestTimeout => (StatusCodes.Status408RequestTimeout, Invalid, "request_timeout"),
            GatewayErrorKind.RequestTooLarge => (StatusCodes.Status413PayloadTooLarge, Invalid, "request_too_large"),
            GatewayErrorKind.UnsupportedMediaType => (StatusCodes.Status415UnsupportedMediaType, Invalid, "unsupported_media_type"),
            GatewayErrorKind.RateLimited or GatewayErrorKind.UpstreamThrottled => (StatusCodes.Status429TooManyRequests, "rate_limit_error", "rate_limit_exceeded"),
            GatewayErrorKind.UpstreamQuotaExceeded => (StatusCodes.Status429TooManyRequests, "rate_limit_error", "upstream_quota_exceeded"),
            GatewayErrorKind.BudgetExceeded => (StatusCodes.Status429TooManyRequests, "insufficient_quota", "insufficient_quota"),
            GatewayErrorKind.Internal => (StatusCodes.Status500InternalServerError, Server, "internal_error"),
            GatewayErrorKind.UpstreamCredentials => (StatusCodes.Status502BadGateway, Server, "upstream_auth"),
            GatewayErrorKind.ModelError => (StatusCodes.Status502BadGateway, Server, "model_error"),
            GatewayErrorKind.UpstreamBroken => (StatusCodes.Status502BadGateway, Server, "upstream_broken"),
            GatewayErrorKind.UpstreamUnavailable => (StatusCodes.Status503ServiceUnavailable, Server, "upstream_unavailable"),
            GatewayErrorKind.LedgerUnavailable => (StatusCodes.Status503ServiceUnavailable, Server, "ledger_unavailable"),
            GatewayErrorKind.ShuttingDown => (StatusCodes.Status503ServiceUnavailable, Server, "shutting_down"),
            GatewayErrorKind.UpstreamTimeout => (StatusCodes.Status504GatewayTimeout, Server, "timeout"),
        };
#pragma warning restore CS8524
    }

    /// <summary>
    /// Writes the event that marks a stream as broken. Nothing may follow it, least of all <c>[DONE]</c>. OpenAI's .NET client does not look for <c>error</c> and would take the end of the body for the end of the answer: a
    /// <c>choices</c> that is no list is what it raises. All others look for <c>error</c> first.
    /// </summary>
    /// <param name="output">The stream.</param>
    /// <param name="error">The failure.</param>
    public static void WriteMark(IBufferWriter<byte> output, GatewayError error)
    {
        var body = new ArrayBufferWriter<byte>(256);
        WriteObject(body, error, isChunk: true);
        SseWriter.WriteEvent(output, default, body.WrittenSpan);
    }

    /// <inheritdoc/>
    protected override async Task WriteBodyAsync(HttpContext context, GatewayError error)
    {
        context.Response.StatusCode = error.HttpStatus ?? Of(error.Kind).Status;
        context.Response.ContentType = "application/json";
        var body = new ArrayBufferWriter<byte>(256);
        WriteObject(body, error, isChunk: false);
        context.Response.ContentLength = body.WrittenCount;
        await context.Response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    private static void WriteObject(IBufferWriter<byte> output, GatewayError error, bool isChunk)
    {
        (_, string type, string? code) = Of(error);
        using var writer = new Utf8JsonWriter(output, Readable);
        writer.WriteStartObject();
        writer.WriteStartObject("error"u8);
        writer.WriteString("message"u8, error.SafeMessage);
        writer.WriteString("type"u8, type);
        writer.WriteString("param"u8, error.Kind == GatewayErrorKind.ModelNotFound ? "model" : error.Parameter);
        writer.WriteString("code"u8, code);
        writer.WriteEndObject();
        if (isChunk)
        {
            writer.WriteNull("choices"u8);
        }

        writer.WriteEndObject();
    }
}
