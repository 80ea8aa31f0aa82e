using System.Text.Json;
using Outcrop.Recordings;

namespace Outcrop.Gateway.Recorded;

/// <summary>What a recording must come out as: an answer, or an error.</summary>
/// <param name="Answer">The answer, as far as it was recorded.</param>
/// <param name="ErrorKind">The error's kind; <see langword="null"/> for an answer.</param>
/// <param name="Ends">Whether the answer ends properly.</param>
public sealed record ChatExpectation(Answer Answer, string? ErrorKind, bool Ends)
{
    /// <summary>Reads a recording; <see langword="null"/> when it is no chat.</summary>
    /// <param name="recording">The recording.</param>
    public static ChatExpectation? Of(Recording recording)
    {
        if (recording.Operation is not ("Converse" or "ConverseStream" or "InvokeModel" or "InvokeModelWithResponseStream"))
        {
            return null;
        }

        if (recording.Status >= 400)
        {
            return new ChatExpectation(new Answer(), ExpectedError.OfResponse(recording).ErrorKind, Ends: false);
        }

        // An answer whose headers name an error: AWS's front does that where a path matches no operation, so it is believed to be one, whatever its body.
        if (recording.Header("x-amzn-ErrorType") is not null)
        {
            return new ChatExpectation(new Answer(), "UnexpectedResponse", Ends: false);
        }

        if (!recording.IsEventStream)
        {
            Answer? whole = recording.Operation == "Converse" ? ExpectedConverse.Whole(recording.BodyJson) : ExpectedInvoke.Whole(recording.BodyJson, recording);
            return whole is null ? null : new ChatExpectation(WithoutServerCalls(whole, recording), null, Ends: true);
        }

        foreach (JsonElement frame in recording.Events.EnumerateArray())
        {
            if (frame.GetProperty("headers").TryGetProperty(":exception-type", out _))
            {
                return new ChatExpectation(new Answer(), ExpectedError.OfFrame(frame).ErrorKind, Ends: false);
            }
        }

        Answer? streamed = recording.Operation == "ConverseStream" ? ExpectedConverse.Stream(ExpectedConverse.EventsOf(recording)) : ExpectedInvoke.Stream(recording);
        return streamed is null ? null : new ChatExpectation(WithoutServerCalls(streamed, recording), null, streamed.StopFrame >= 0);
    }

    /// <summary>What the service ran itself is no call for the caller.</summary>
    private static Answer WithoutServerCalls(Answer answer, Recording recording)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        Collect(recording.Response, ids);
        answer.ToolCalls.RemoveAll(call => ids.Contains(call.Id));
        return answer;
    }

    private static void Collect(JsonElement value, HashSet<string> ids)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            if (value.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String && type.GetString() == "server_tool_use")
            {
                ids.Add((value.TryGetProperty("toolUseId", out JsonElement id) ? id : value.GetProperty("id")).GetString()!);
            }

            foreach (JsonProperty member in value.EnumerateObject())
            {
                Collect(member.Value, ids);
            }
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in value.EnumerateArray())
            {
                Collect(item, ids);
            }
        }
    }

    /// <summary>The HTTP status of an error before the first content: a table of its own.</summary>
    /// <param name="kind">The kind.</param>
    public static int StatusOf(string kind) => kind switch
    {
        "Validation" or "Conflict" => 400,
        "ResourceNotFound" => 404,
        "Throttling" or "ServiceQuotaExceeded" => 429,
        "AccessDenied" or "Credentials" or "ExpiredToken" => 502,
        "ModelError" or "ModelStreamError" or "UnexpectedResponse" or "Unknown" => 502,
        "ModelTimeout" => 504,
        "InternalServer" or "ServiceUnavailable" or "ModelNotReady" => 503,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of error."),
    };
}
