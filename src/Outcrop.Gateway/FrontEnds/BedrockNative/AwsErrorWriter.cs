using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Outcrop.Gateway.Hosting;
using Outcrop.Gateway.Pipeline;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.EventStream;

namespace Outcrop.Gateway.FrontEnds.BedrockNative;

/// <summary>Errors as AWS gives them in restJson1: the name in <c>x-amzn-ErrorType</c>, the words in <c>{"message"}</c>; within a stream an exception frame. Source: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html.</summary>
internal sealed class AwsErrorWriter : ErrorWriter
{
    /// <summary>The header with AWS's id of a request.</summary>
    public const string RequestIdHeader = "x-amzn-RequestId";

    // Served as application/json with nosniff, never as HTML: an apostrophe may stay one.
    private static readonly JsonWriterOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the frame that ends a stream which broke. Nothing may follow it.</summary>
    /// <param name="output">The stream.</param>
    /// <param name="error">The failure.</param>
    /// <param name="isConverse">Whether the stream is <c>ConverseStream</c>'s.</param>
    public static void WriteFrame(IBufferWriter<byte> output, GatewayError error, bool isConverse)
    {
        string name = AwsErrorNames.InStream(error, isConverse);
        using var payload = new PooledBufferWriter(256);
        WriteObject(payload, error, name);
        using var frame = new EventStreamWriter();
        frame.AddString(":exception-type"u8, name).AddString(":content-type"u8, "application/json"u8).AddString(":message-type"u8, "exception"u8).WriteFrame(output, payload.WrittenSpan);
    }

    /// <inheritdoc/>
    protected override async Task WriteBodyAsync(HttpContext context, GatewayError error)
    {
        (int status, string name) = AwsErrorNames.Of(error);
        HttpResponse response = context.Response;
        response.StatusCode = error.HttpStatus ?? status;
        response.ContentType = "application/json";
        response.Headers["x-amzn-ErrorType"] = name;
        response.Headers[RequestIdHeader] = error.Aws?.RequestId ?? RequestInfo.Of(context).Id;
        if (error.RetryAfter is { } wait)
        {
            // What AWS's SDKs of the newer retry standard obey: milliseconds.
            response.Headers["x-amz-retry-after"] = Math.Max(1, (long)Math.Ceiling(wait.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);
        }

        using var body = new PooledBufferWriter(256);
        WriteObject(body, error, name);
        response.ContentLength = body.WrittenCount;
        await response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    private static void WriteObject(IBufferWriter<byte> output, GatewayError error, string name)
    {
        using var writer = new Utf8JsonWriter(output, Readable);
        writer.WriteStartObject();
        writer.WriteString("message"u8, error.Blame != Blame.Gateway && error.Aws?.Message is { Length: > 0 } words ? words : error.SafeMessage);
        if (name.EndsWith("ErrorException", StringComparison.Ordinal) && error.Aws is { } aws)
        {
            // ModelErrorException and ModelStreamErrorException tell what the model itself had said.
            if (aws.OriginalStatusCode is { } status)
            {
                writer.WriteNumber("originalStatusCode"u8, status);
            }

            if (aws.OriginalMessage is { } message)
            {
                writer.WriteString("originalMessage"u8, message);
            }
        }

        writer.WriteEndObject();
    }
}
