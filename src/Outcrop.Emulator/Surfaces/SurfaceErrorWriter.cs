using System.Text.Json;
using Outcrop.Emulator.Hosting;
using Outcrop.Wire.Buffers;

namespace Outcrop.Emulator.Surfaces;

/// <summary>An error in the words of the API that a surface is compatible with, and in AWS's header.</summary>
internal static class SurfaceErrorWriter
{
    public static Task WriteAsync(EmulatorCall call, AwsError error)
    {
        call.Http.Response.StatusCode = error.Status;
        call.Http.Response.Headers["x-amzn-ErrorType"] = error.Type;
        SurfaceHost.AddHeaders(call);
        using var buffer = new PooledBufferWriter(256);
        using (var json = new Utf8JsonWriter(buffer, JsonOutput.Options))
        {
            if (call.Route.Operation is "Messages" or "CountMessageTokens")
            {
                call.Http.Response.Headers["request-id"] = call.RequestId;
                WriteAnthropic(json, error, call.RequestId);
            }
            else
            {
                WriteOpenAI(json, error);
            }
        }

        return call.WriteBodyAsync("application/json", buffer.WrittenMemory.ToArray());
    }

    /// <param name="json">Where it is written.</param>
    /// <param name="error">The error.</param>
    /// <param name="requestId">The request's id.</param>
    /// <param name="code">A type to give in place of the status's usual one.</param>
    public static void WriteAnthropic(Utf8JsonWriter json, AwsError error, string requestId, string? code = null)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "error"u8);
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, code ?? error.Status switch
        {
            400 => "invalid_request_error",
            401 => "authentication_error",
            403 => "permission_error",
            404 => "not_found_error",
            413 => "request_too_large",
            429 => "rate_limit_error",
            529 => "overloaded_error",
            408 or 504 => "timeout_error",
            _ => "api_error",
        });
        json.WriteString("message"u8, error.Message);
        json.WriteEndObject();
        json.WriteString("request_id"u8, requestId);
        json.WriteEndObject();
    }

    /// <param name="json">Where it is written.</param>
    /// <param name="error">The error.</param>
    /// <param name="code">A code to give in place of the status's usual one.</param>
    public static void WriteOpenAI(Utf8JsonWriter json, AwsError error, string? code = null)
    {
        (string type, string? usual) = Words(error);
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("code"u8, code ?? usual);
        json.WriteString("message"u8, error.Message);
        json.WriteNull("param"u8);
        json.WriteString("type"u8, type);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The event <c>error</c> of the Responses API. Source: https://platform.openai.com/docs/api-reference/responses-streaming/error.</summary>
    /// <param name="json">Where it is written.</param>
    /// <param name="error">The error.</param>
    /// <param name="sequence">The event's number.</param>
    /// <param name="code">A code to give in place of the status's usual one.</param>
    public static void WriteResponsesEvent(Utf8JsonWriter json, AwsError error, int sequence, string? code)
    {
        (string type, string? usual) = Words(error);
        json.WriteStartObject();
        json.WriteString("code"u8, code ?? usual ?? type);
        json.WriteString("message"u8, error.Message);
        json.WriteNull("param"u8);
        json.WriteNumber("sequence_number"u8, sequence);
        json.WriteString("type"u8, "error"u8);
        json.WriteEndObject();
    }

    private static (string Type, string? Code) Words(AwsError error) => error.Status switch
    {
        401 or 403 => ("invalid_request_error", error.Type is "AccessDeniedException" ? "access_denied" : "invalid_api_key"),
        404 => ("invalid_request_error", "model_not_found"),
        429 => ("rate_limit_error", "rate_limit_exceeded"),
        < 500 => ("invalid_request_error", null),
        _ => ("server_error", "server_error"),
    };
}
