using System.Buffers;
using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Recordings;

/// <summary>Reads the request of a Converse recording into the neutral model, writes it again, and compares.</summary>
internal static class RequestRoundTrip
{
    /// <summary>Checks a recording that has a request.</summary>
    /// <returns>The difference; <see langword="null"/> when there is none or nothing to check.</returns>
    public static string? Check(Recording recording, RecordingReport report)
    {
        if (recording.RequestBody is not { } body)
        {
            return null;
        }

        string json = body.GetRawText();
        if (json.Contains("<elided base64", StringComparison.Ordinal))
        {
            report.RequestsElided++;
            return null;
        }

        ConverseRequest request = ConverseRequestReader.Read(Encoding.UTF8.GetBytes(json), recording.ModelId);
        var buffer = new ArrayBufferWriter<byte>();
        ConverseRequestWriter.Write(request, buffer);
        using JsonDocument written = JsonDocument.Parse(buffer.WrittenMemory);
        string? difference = JsonEquality.Difference(written.RootElement, body, "$");
        report.RequestsEqual += difference is null ? 1 : 0;
        return difference;
    }
}
