using System.Text;
using System.Text.Json;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Families.Streaming;
using Outcrop.Bedrock.Surfaces;
using Outcrop.Wire.Sse;

namespace Outcrop.Recordings;

/// <summary>Compares the answers of Bedrock's OpenAI-compatible surfaces, and cuts their streams short.</summary>
internal static class SurfaceCheck
{
    private const int Cuts = 64;

    /// <summary>Checks a recording.</summary>
    public static Outcome Check(Recording recording, RecordingReport report, int seed)
    {
        if (recording.Status >= 400)
        {
            return Compare(OurReading.ReadError(recording), ExpectedError.OfSurface(recording.BodyJson, recording.Status), OutcomeKind.Error);
        }

        SurfaceDialect dialect = SurfaceDialects.Of(recording.Operation == "OpenAI.Responses" ? BedrockApi.OpenAIResponses : BedrockApi.OpenAIChat)!;
        if (recording.Header("Content-Type")?.StartsWith("text/event-stream", StringComparison.Ordinal) != true)
        {
            if (recording.BodyJson.TryGetProperty("error", out JsonElement error) && error.ValueKind == JsonValueKind.Object)
            {
                return Compare(ReadFailure(dialect, recording.Body), ExpectedError.OfSurface(recording.BodyJson, recording.Status), OutcomeKind.Error);
            }

            Answer? whole = recording.Operation == "OpenAI.Responses" ? ExpectedSurface.Whole(recording.BodyJson) : ExpectedInvoke.Whole(recording.BodyJson, null);
            return Compare(OurReading.FromResponse(dialect.ReadResponse(recording.Body)), whole!);
        }

        string text = Encoding.UTF8.GetString(recording.Body);
        Answer? expected = recording.Operation == "OpenAI.Responses" ? ExpectedSurface.Stream(text) : ExpectedInvoke.Stream(ExpectedSurface.Events(text));
        Outcome outcome = Compare(Read(dialect, recording.Body, seed), expected!);
        return outcome.Kind == OutcomeKind.Failed ? outcome : CheckCuts(dialect, recording.Body, expected!.StopFrame, seed, report) ?? outcome;
    }

    /// <summary>Whatever is cut off before the event that ends the answer, the answer must not look finished.</summary>
    private static Outcome? CheckCuts(SurfaceDialect dialect, byte[] body, int stopFrame, int seed, RecordingReport report)
    {
        int end = 0;
        for (int i = 0; i <= stopFrame; i++)
        {
            end += body.AsSpan(end).IndexOf("\n\n"u8) + 2;
        }

        var random = new Random(seed);
        for (int i = 0; i < Cuts; i++)
        {
            int cut = i == 0 ? end - 1 : random.Next(end);
            report.Cuts++;
            if (Read(dialect, body[..cut], seed).StopFrame >= 0)
            {
                return new Outcome(OutcomeKind.Failed, $"cut at byte {cut}, the stream still ended (seed {seed})");
            }
        }

        return null;
    }

    /// <summary>An answer that failed must not be read as one.</summary>
    private static Answer ReadFailure(SurfaceDialect dialect, byte[] body)
    {
        try
        {
            return OurReading.FromResponse(dialect.ReadResponse(body));
        }
        catch (BedrockException fault)
        {
            return OurReading.FromError(fault);
        }
    }

    private static Answer Read(SurfaceDialect dialect, byte[] bytes, int seed)
    {
        using var source = new PiecewiseStream(bytes, new Random(seed));
        using var events = new SseStreamReader(source);
        FamilyStreamReader reader = dialect.CreateStreamReader();
        var sink = new ConverseEventSink();
        var builder = new ConverseMessageBuilder();
        int frame = -1;
        int stopFrame = -1;
        while (events.ReadAsync().AsTask().GetAwaiter().GetResult())
        {
            if (events.Data.Span.SequenceEqual("[DONE]"u8))
            {
                continue;
            }

            frame++;
            sink.Clear();
            reader.Read(events.Data, sink);
            builder.Add(sink.Events);
            stopFrame = builder.IsComplete && stopFrame < 0 ? frame : stopFrame;
        }

        Answer answer = builder.IsComplete ? OurReading.FromResponse(builder.Build()) : OurReading.FromMessage(builder.BuildMessage());
        answer.StopFrame = stopFrame;
        return answer;
    }

    private static Outcome Compare(Answer ours, Answer expected, OutcomeKind kind = OutcomeKind.Decoded) =>
        ours.DifferenceTo(expected) is { } difference ? new Outcome(OutcomeKind.Failed, difference) : new Outcome(kind);

    private sealed class PiecewiseStream(byte[] bytes, Random random) : MemoryStream(bytes, writable: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(4) == 0 ? random.Next(1, 17) : random.Next(1, 4096))], cancellationToken);
    }
}
