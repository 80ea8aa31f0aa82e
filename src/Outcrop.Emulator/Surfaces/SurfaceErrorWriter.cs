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

    public static void WriteAnthropic(Utf8JsonWriter json, AwsError error, string requestId)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "error"u8);
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, error.Status switch
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

    public static void WriteOpenAI(Utf8JsonWriter json, AwsError error)
    {
        (string type, string? code) = error.Status switch
        {
            401 or 403 => ("invalid_request_error", error.Type is "AccessDeniedException" ? "access_denied" : "invalid_api_key"),
            404 => ("invalid_request_error", "model_not_found"),
            429 => ("rate_limit_error", "rate_limit_exceeded"),
            < 500 => ("invalid_request_error", null),
            _ => ("server_error", "server_error"),
        };
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("code"u8, code);
        json.WriteString("message"u8, error.Message);
        json.WriteNull("param"u8);
        json.WriteString("type"u8, type);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
