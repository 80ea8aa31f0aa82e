using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Outcrop.Recordings;

namespace Outcrop.Gateway.Recorded;

/// <summary>One recording through Bedrock's own dialect: what comes out is what was recorded, byte for byte, and an error is AWS's own.</summary>
internal static class NativeCheck
{
    private static readonly Dictionary<string, string> Paths = new(StringComparer.Ordinal)
    {
        ["Converse"] = "converse",
        ["ConverseStream"] = "converse-stream",
        ["InvokeModel"] = "invoke",
        ["InvokeModelWithResponseStream"] = "invoke-with-response-stream",
    };

    /// <summary>Whether the recording is one of a model's own operations.</summary>
    public static bool Takes(Recording recording) => Paths.ContainsKey(recording.Operation);

    /// <summary>Asks for it and says what differs; <see langword="null"/> for nothing.</summary>
    public static async Task<string?> RunAsync(GatewayStage stage, Recording recording)
    {
        string path = $"/model/{Uri.EscapeDataString(GatewayStage.ModelOf(recording))}/{Paths[recording.Operation]}";
        stage.Disarm();
        stage.Arm(recording);
        RawAnswer bedrock = await stage.AskBedrockAsync(path, "{}"u8.ToArray());
        stage.Arm(recording);
        RawAnswer answer = await stage.AskRawAsync(recording, path, "{}"u8.ToArray());
        if (!answer.IsWhole)
        {
            return "the body has no proper end";
        }

        if (recording.Status >= 400 || recording.Header("x-amzn-ErrorType") is not null)
        {
            return CheckError(answer, recording);
        }

        return recording.IsEventStream ? CheckStream(answer, recording)
            : answer.Status != recording.Status ? $"status {answer.Status} instead of {recording.Status}: {answer.Text}"
            : !answer.Body.AsSpan().SequenceEqual(bedrock.Body) ? "the body is not the one that Bedrock gave"
            : IsVerbatim(recording) && !answer.Body.AsSpan().SequenceEqual(recording.Body) ? "the body is not the recorded one"
            : CheckHeaders(answer, recording);
    }

    /// <summary>Recorders that kept an answer's JSON did not keep its white space; what the emulator makes of it is then what goes in.</summary>
    private static bool IsVerbatim(Recording recording) => !recording.Response.TryGetProperty("bodyJson", out _) || recording.Response.TryGetProperty("bodyText", out _);

    private static string? CheckHeaders(RawAnswer answer, Recording recording)
    {
        foreach (JsonProperty header in recording.Response.TryGetProperty("headers", out JsonElement headers) && headers.ValueKind == JsonValueKind.Object ? headers.EnumerateObject().ToArray() : [])
        {
            bool passes = header.Name.StartsWith("x-amzn-bedrock-", StringComparison.OrdinalIgnoreCase) || header.Name.Equals("x-amzn-requestid", StringComparison.OrdinalIgnoreCase);
            if (passes && header.Value.ValueKind == JsonValueKind.String && answer.Header(header.Name) != header.Value.GetString())
            {
                return $"{header.Name} is {answer.Header(header.Name)} instead of {header.Value}";
            }
        }

        return null;
    }

    /// <summary>Of AWS's errors only those about credentials are told otherwise: they are the gateway's, and a caller would look at its own.</summary>
    private static string? CheckError(RawAnswer answer, Recording recording)
    {
        Answer recorded = recording.Status >= 400 ? ExpectedError.OfResponse(recording) : new Answer { ErrorCode = recording.Header("x-amzn-ErrorType")!.Split(':')[0] };
        bool ours = recorded.ErrorKind is "Credentials" or "ExpiredToken" || recorded.ErrorCode == "UnrecognizedClientException" || (recorded.ErrorKind == "AccessDenied" && recorded.ErrorCode is null);
        (int Status, string? Name) expected = ours ? (500, "InternalServerException") : (recording.Status >= 400 ? recording.Status : 404, recorded.ErrorCode);
        if (answer.Status != expected.Status || (expected.Name is { } name && answer.Header("x-amzn-ErrorType") != name))
        {
            return $"{answer.Status} {answer.Header("x-amzn-ErrorType")} instead of {expected}";
        }

        return JsonDocument.Parse(answer.Body).RootElement.GetProperty("message").GetString() is { Length: > 0 } ? null : "the error says nothing";
    }

    private static string? CheckStream(RawAnswer answer, Recording recording)
    {
        string? exception = recording.Events.EnumerateArray()
            .Select(static frame => frame.GetProperty("headers").TryGetProperty(":exception-type", out JsonElement type) ? type.GetString() : null)
            .FirstOrDefault(static type => type is not null);
        if (answer.Status != 200)
        {
            return exception is null ? $"status {answer.Status}: {answer.Text}"
                : answer.Header("x-amzn-ErrorType")!.Equals(exception, StringComparison.OrdinalIgnoreCase) ? null
                : $"{answer.Header("x-amzn-ErrorType")} instead of {exception}";
        }

        byte[] sound = exception is null ? recording.Body : recording.Body[..^LastFrame(recording.Body).Length];
        if (!answer.Body.AsSpan().StartsWith(sound))
        {
            return "the frames are not the recorded ones";
        }

        bool ends = exception is null && ChatExpectation.Of(recording) is not { Ends: false };
        if (ends)
        {
            return answer.Body.Length == sound.Length ? CheckHeaders(answer, recording) : "something follows the recorded frames";
        }

        ReadOnlySpan<byte> mark = answer.Body.AsSpan(sound.Length);
        string text = Encoding.UTF8.GetString(mark);
        return mark.Length > 16 && BinaryPrimitives.ReadInt32BigEndian(mark) == mark.Length && text.Contains(exception ?? "modelStreamErrorException", StringComparison.Ordinal) && text.Contains(":exception-type", StringComparison.Ordinal)
            ? null
            : "a broken stream does not end with its exception";
    }

    private static ReadOnlySpan<byte> LastFrame(byte[] body)
    {
        ReadOnlySpan<byte> rest = body;
        while (BinaryPrimitives.ReadInt32BigEndian(rest) is var length && length < rest.Length)
        {
            rest = rest[length..];
        }

        return rest;
    }
}
