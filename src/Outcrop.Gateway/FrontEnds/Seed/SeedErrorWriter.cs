using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds.Seed;

/// <summary>Errors as FastAPI gives them, <c>{"detail": "…"}</c>; within an answer, which is plain text, a marked line.</summary>
internal sealed class SeedErrorWriter : ErrorWriter
{
    // Served as application/json with nosniff, never as HTML: an apostrophe may stay one.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The status of a kind.</summary>
    /// <param name="kind">The kind.</param>
    public static int StatusOf(GatewayErrorKind kind)
    {
        // No default arm: a new kind must not compile until it has its status here.
#pragma warning disable CS8524
        return kind switch
        {
            GatewayErrorKind.InvalidRequest => StatusCodes.Status400BadRequest,
            GatewayErrorKind.InvalidKey => StatusCodes.Status401Unauthorized,
            GatewayErrorKind.BudgetExceeded => StatusCodes.Status402PaymentRequired,
            GatewayErrorKind.PermissionDenied => StatusCodes.Status403Forbidden,
            GatewayErrorKind.ModelNotFound or GatewayErrorKind.NotFound or GatewayErrorKind.EndpointNotFound => StatusCodes.Status404NotFound,
            GatewayErrorKind.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
            GatewayErrorKind.RequestTimeout => StatusCodes.Status408RequestTimeout,
            GatewayErrorKind.RequestTooLarge => StatusCodes.Status413PayloadTooLarge,
            GatewayErrorKind.UnsupportedMediaType => StatusCodes.Status415UnsupportedMediaType,
            GatewayErrorKind.RateLimited or GatewayErrorKind.UpstreamThrottled or GatewayErrorKind.UpstreamQuotaExceeded => StatusCodes.Status429TooManyRequests,
            GatewayErrorKind.Internal => StatusCodes.Status500InternalServerError,
            GatewayErrorKind.UpstreamCredentials or GatewayErrorKind.ModelError or GatewayErrorKind.UpstreamBroken => StatusCodes.Status502BadGateway,
            GatewayErrorKind.UpstreamUnavailable or GatewayErrorKind.LedgerUnavailable or GatewayErrorKind.ShuttingDown => StatusCodes.Status503ServiceUnavailable,
            GatewayErrorKind.UpstreamTimeout => StatusCodes.Status504GatewayTimeout,
        };
#pragma warning restore CS8524
    }

    /// <summary>Writes the line that marks an answer as broken. It is text like the answer, so it says what it is and stands on a line of its own.</summary>
    /// <param name="output">The answer.</param>
    /// <param name="error">The failure.</param>
    /// <param name="requestId">The request's id.</param>
    public static void WriteMark(IBufferWriter<byte> output, GatewayError error, string requestId) =>
        output.Write(System.Text.Encoding.UTF8.GetBytes($"\n\n[outcrop-error] {error.Kind}: {error.SafeMessage} (request {requestId})\n"));

    /// <inheritdoc/>
    protected override async Task WriteBodyAsync(HttpContext context, GatewayError error)
    {
        context.Response.StatusCode = error.HttpStatus ?? StatusOf(error.Kind);
        context.Response.ContentType = "application/json";
        var body = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(body, Readable))
        {
            writer.WriteStartObject();
            writer.WriteString("detail"u8, error.SafeMessage);
            writer.WriteEndObject();
        }

        context.Response.ContentLength = body.WrittenCount;
        await context.Response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }
}
