using System.Text;
using System.Text.Json;
using Outcrop.Emulator.Tests.Support;

namespace Outcrop.Emulator.Recorded;

/// <summary>Holds an answer of the emulator against AWS's: accepted, the same members and types, the same grammar of events.</summary>
internal static class AnswerComparison
{
    /// <returns>What differs; <see langword="null"/> when nothing does.</returns>
    public static string? Compare(RecordedExchange exchange, Reply reply)
    {
        if (reply.Status != exchange.Status)
        {
            return $"AWS {exchange.Status}, the emulator {reply.Status} {(reply.Status == 200 ? "" : reply.Text)}";
        }

        if (exchange.Events is { } events)
        {
            return CompareStream(exchange, events, reply);
        }

        if (!exchange.Response.TryGetProperty("bodyJson", out JsonElement recorded) || recorded.ValueKind is JsonValueKind.Null)
        {
            return null;
        }

        var ours = new JsonShape();
        var theirs = new JsonShape();
        ours.Add(exchange.Operation, reply.Json);
        theirs.Add(exchange.Operation, recorded);
        return ours.DifferenceTo(theirs);
    }

    private static string? CompareStream(RecordedExchange exchange, List<JsonElement> events, Reply reply)
    {
        List<Frame> frames = reply.Frames();
        if (frames.Find(frame => frame.MessageType != "event") is { } exception)
        {
            return $"AWS streamed, the emulator ended with {exception.Type} {exception.Payload}";
        }

        var ours = new JsonShape();
        var theirs = new JsonShape();
        var ourKinds = new List<string>();
        foreach (Frame frame in frames)
        {
            ourKinds.Add(Note(ours, frame.Type, frame.Payload));
        }

        foreach (JsonElement frame in events)
        {
            string type = frame.GetProperty("headers").GetProperty(":event-type").GetString()!;
            Note(theirs, type, frame.GetProperty("payload"));
        }

        return EventGrammar.Check(exchange.Operation, ourKinds)
            ?? (frames.Exists(frame => !frame.Payload.TryGetProperty("p", out _)) ? "a frame without padding" : null)
            ?? ours.DifferenceTo(theirs);
    }

    /// <summary>Notes a frame's shape under its kind: the event's type, or what the family's own chunk calls itself.</summary>
    private static string Note(JsonShape shape, string type, JsonElement payload)
    {
        if (type != "chunk")
        {
            shape.Add(type, payload);
            return type;
        }

        using JsonDocument chunk = JsonDocument.Parse(Encoding.UTF8.GetString(payload.GetProperty("bytes").GetBytesFromBase64()));
        JsonElement root = chunk.RootElement;
        string kind = root.TryGetProperty("type", out JsonElement named) ? named.GetString()!
            : root.TryGetProperty("event_type", out JsonElement eventType) ? eventType.GetString()!
            : "chunk";
        if (kind == "content_block_delta")
        {
            kind = root.GetProperty("delta").GetProperty("type").GetString()!;
        }

        shape.Add(kind, root);
        return kind;
    }
}
