using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Outcrop.Gateway.Hosting;
using Outcrop.Gateway.Pipeline;
using Outcrop.Wire.Sse;

namespace Outcrop.Gateway.FrontEnds.Anthropic;

/// <summary>
/// Errors as Anthropic gives them: <c>{"type": "error", "error": {"type", "message"}, "request_id"}</c>; within a stream the same object as the data of an event <c>error</c>, which every client of Anthropic's raises.
/// Source: https://docs.anthropic.com/en/api/errors.
/// </summary>
internal sealed class AnthropicErrorWriter : ErrorWriter
{
    private const int Overloaded = 529;

    // Served as application/json with nosniff, never as HTML: an apostrophe may stay one.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Status and type of a failure. One target that throttles limits a rate; when all do, the service is overloaded.</summary>
    /// <param name="error">The failure.</param>
    public static (int Status, string Type) Of(GatewayError error) =>
        Of(error is { Kind: GatewayErrorKind.UpstreamThrottled, IsEverywhere: true } ? GatewayErrorKind.UpstreamUnavailable : error.Kind);

    /// <summary>Status and type of a kind.</summary>
    /// <param name="kind">The kind.</param>
    public static (int Status, string Type) Of(GatewayErrorKind kind)
    {
        const string Invalid = "invalid_request_error";
        const string Api = "api_error";

        // No default arm: a new kind must not compile until it has its words here.
#pragma warning disable CS8524
        return kind switch
        {
            GatewayErrorKind.InvalidRequest => (StatusCodes.Status400BadRequest, Invalid),
            GatewayErrorKind.InvalidKey => (StatusCodes.Status401Unauthorized, "authentication_error"),
            GatewayErrorKind.BudgetExceeded => (StatusCodes.Status402PaymentRequired, "billing_error"),
            GatewayErrorKind.PermissionDenied => (StatusCodes.Status403Forbidden, "permission_error"),
            GatewayErrorKind.ModelNotFound or GatewayErrorKind.NotFound or GatewayErrorKind.EndpointNotFound => (StatusCodes.Status404NotFound, "not_found_error"),
            GatewayErrorKind.MethodNotAllowed => (StatusCodes.Status405MethodNotAllowed, Invalid),
            GatewayErrorKind.RequestTimeout => (StatusCodes.Status408RequestTimeout, "timeout_error"),
            GatewayErrorKind.RequestTooLarge => (StatusCodes.Status413PayloadTooLarge, "request_too_large"),
            GatewayErrorKind.UnsupportedMediaType => (StatusCodes.Status415UnsupportedMediaType, Invalid),
            GatewayErrorKind.RateLimited or GatewayErrorKind.UpstreamThrottled or GatewayErrorKind.UpstreamQuotaExceeded => (StatusCodes.Status429TooManyRequests, "rate_limit_error"),
            GatewayErrorKind.Internal or GatewayErrorKind.UpstreamCredentials or GatewayErrorKind.ModelError or GatewayErrorKind.UpstreamBroken => (StatusCodes.Status500InternalServerError, Api),
            GatewayErrorKind.UpstreamTimeout => (StatusCodes.Status504GatewayTimeout, "timeout_error"),
            GatewayErrorKind.UpstreamUnavailable or GatewayErrorKind.LedgerUnavailable or GatewayErrorKind.ShuttingDown => (Overloaded, "overloaded_error"),
        };
#pragma warning restore CS8524
    }

    /// <summary>Writes the event that marks a stream as broken. Nothing may follow it, least of all <c>message_stop</c>.</summary>
    /// <param name="output">The stream.</param>
    /// <param name="error">The failure.</param>
    /// <param name="requestId">The gateway's id of the request.</param>
    public static void WriteMark(IBufferWriter<byte> output, GatewayError error, string requestId)
    {
        var body = new ArrayBufferWriter<byte>(256);
        WriteObject(body, error, requestId);
        SseWriter.WriteEvent(output, "error"u8, body.WrittenSpan);
    }

    /// <inheritdoc/>
    protected override async Task WriteBodyAsync(HttpContext context, GatewayError error)
    {
        AnthropicHeaders.SetRequestId(context);
        context.Response.StatusCode = error.HttpStatus ?? Of(error).Status;
        context.Response.ContentType = "application/json";
        var body = new ArrayBufferWriter<byte>(256);
        WriteObject(body, error, RequestInfo.Of(context).Id);
        context.Response.ContentLength = body.WrittenCount;
        await context.Response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    /// <summary>Anthropic's own service says it so, and its tools (Claude Code, LangChain) look for these words to shorten the conversation. A limit on <c>max_tokens</c> keeps its own: they read the numbers.</summary>
    private static string WordsOf(GatewayError error)
    {
        const string Own = "prompt is too long";
        return !error.IsContextOverflow || error.SafeMessage.Contains(Own, StringComparison.OrdinalIgnoreCase) || error.SafeMessage.Contains("exceed context limit", StringComparison.OrdinalIgnoreCase)
            ? error.SafeMessage
            : $"{Own}. {error.SafeMessage}";
    }

    private static void WriteObject(IBufferWriter<byte> output, GatewayError error, string requestId)
    {
        using var json = new Utf8JsonWriter(output, Readable);
        json.WriteStartObject();
        json.WriteString("type"u8, "error"u8);
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, Of(error).Type);
        json.WriteString("message"u8, WordsOf(error));
        json.WriteEndObject();
        json.WriteString("request_id"u8, requestId);
        json.WriteEndObject();
    }
}
