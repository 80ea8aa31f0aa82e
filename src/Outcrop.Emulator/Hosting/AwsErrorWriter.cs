using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Outcrop.Wire.Buffers;

namespace Outcrop.Emulator.Hosting;

/// <summary>Answers an error of Bedrock as restJson1: the name in a header, the text in the body, and no <c>__type</c>.</summary>
internal static class AwsErrorWriter
{
    /// <summary>What AWS answers, with status 200, where the path matches none of its operations because an ARN's slash is not encoded.</summary>
    private static ReadOnlyMemory<byte> UnknownOperationBody { get; } =
        """{"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},"Version":"1.0"}"""u8.ToArray();

    public static Task WriteAsync(EmulatorCall call, AwsError error)
    {
        HttpResponse response = call.Http.Response;
        response.StatusCode = error.Status;
        response.Headers["x-amzn-ErrorType"] = error.Type + (error.Layer == AwsErrorLayer.Service
            ? ":http://internal.amazon.com/coral/com.amazon.bedrock/"
            : ":http://internal.amazon.com/coral/com.amazon.coral.service/");
        using var body = new PooledBufferWriter(256);
        using (var json = new Utf8JsonWriter(body, JsonOutput.Options))
        {
            json.WriteStartObject();
            json.WriteString("message", error.Message);
            json.WriteEndObject();
        }

        return call.WriteBodyAsync("application/json", body.WrittenMemory.ToArray());
    }

    public static Task WriteUnknownOperationAsync(EmulatorCall call, int status)
    {
        call.Http.Response.StatusCode = status;
        if (status != StatusCodes.Status200OK)
        {
            call.Http.Response.Headers["x-amzn-ErrorType"] = "UnknownOperationException:http://internal.amazon.com/coral/com.amazon.coral.service/";
        }

        return call.WriteBodyAsync("application/json", UnknownOperationBody);
    }
}
