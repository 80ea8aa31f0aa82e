using System.Text.Json;

namespace Outcrop.Recordings;

/// <summary>Walks a folder of recordings and holds the client's reading of each against an independent one.</summary>
public static class RecordingWalk
{
    /// <summary>Walks a folder and everything below it.</summary>
    public static RecordingReport Run(string folder)
    {
        var report = new RecordingReport();
        foreach (string file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using Recording? recording = Recording.TryOpen(folder, file);
            if (recording is not null)
            {
                report.Add(recording, Check(recording, report));
            }
        }

        return report;
    }

    private static Outcome Check(Recording recording, RecordingReport report)
    {
        try
        {
            return recording.Operation switch
            {
                "Converse" or "ConverseStream" or "InvokeModel" or "InvokeModelWithResponseStream" => CheckRuntime(recording, report),
                "OpenAI.ChatCompletions" or "OpenAI.Responses" => SurfaceCheck.Check(recording, report, StableHash(recording.Name)),
                "ApplyGuardrail" or "CountTokens" => CheckOther(recording),
                _ when ReviewedSkips.ReasonFor(recording.Operation) is { } reason => new Outcome(OutcomeKind.Later, reason),
                _ => new Outcome(OutcomeKind.Failed, $"the operation {recording.Operation} is neither read nor among the reviewed skips"),
            };
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return new Outcome(OutcomeKind.Failed, $"{fault.GetType().Name}: {fault.Message}");
        }
    }

    private static Outcome CheckOther(Recording recording) => recording.Status >= 400
        ? Compare(OurReading.ReadError(recording), ExpectedError.OfResponse(recording), OutcomeKind.Error)
        : recording.Operation == "CountTokens" ? OtherAnswers.CheckCount(recording) : OtherAnswers.CheckGuardrail(recording);

    private static Outcome CheckRuntime(Recording recording, RecordingReport report)
    {
        if (recording.Status >= 400)
        {
            return Compare(OurReading.ReadError(recording), ExpectedError.OfResponse(recording), OutcomeKind.Error);
        }

        if (RequestRoundTrip.Check(recording, report) is { } difference)
        {
            return new Outcome(OutcomeKind.Failed, "request: " + difference);
        }

        if (recording.IsEventStream)
        {
            return CheckMembers(CheckStream(recording, report), recording, report);
        }

        if (recording.Operation == "Converse")
        {
            return CheckMembers(Compare(OurReading.ReadWhole(recording), ExpectedConverse.Whole(recording.BodyJson), OutcomeKind.Decoded), recording, report);
        }

        if (NotChat(recording) is { } outcome)
        {
            return CheckMembers(outcome, recording, report);
        }

        return ExpectedInvoke.Whole(recording.BodyJson, recording) is { } expected
            ? CheckMembers(Compare(OurReading.ReadWhole(recording), expected, OutcomeKind.Decoded), recording, report)
            : new Outcome(OutcomeKind.Failed, "the shape of the answer is not known");
    }

    /// <summary>Beside what the answer says, none of its members may be lost.</summary>
    private static Outcome CheckMembers(Outcome outcome, Recording recording, RecordingReport report)
    {
        if (outcome.Kind != OutcomeKind.Decoded)
        {
            return outcome;
        }

        if (OurReading.FirstLost(recording) is { } lost)
        {
            return new Outcome(OutcomeKind.Failed, "lost: " + lost);
        }

        report.Count(recording.Family, CountKind.ResponseWhole);
        return outcome;
    }

    /// <summary>Vectors are checked number by number, reranking place by place.</summary>
    private static Outcome? NotChat(Recording recording) =>
        EmbeddingCheck.Applies(recording) ? EmbeddingCheck.Check(recording)
        : OtherAnswers.IsRerank(recording) ? OtherAnswers.CheckRerank(recording)
        : null;

    private static Outcome CheckStream(Recording recording, RecordingReport report)
    {
        int seed = StableHash(recording.Name);
        foreach (JsonElement frame in recording.Events.EnumerateArray())
        {
            if (frame.GetProperty("headers").TryGetProperty(":exception-type", out _))
            {
                return Compare(OurReading.ReadStream(recording, recording.Body, seed), ExpectedError.OfFrame(frame), OutcomeKind.Error);
            }
        }

        Answer? expected = recording.Operation == "ConverseStream" ? ExpectedConverse.Stream(ExpectedConverse.EventsOf(recording)) : ExpectedInvoke.Stream(recording);
        if (expected is null)
        {
            return new Outcome(OutcomeKind.Failed, "the shape of the chunks is not known");
        }

        if (expected.StopFrame < 0)
        {
            // A recording that itself breaks off: its pieces are compared, and it must not look finished. Tokens are told at the end only.
            (expected.StopReason, expected.Input, expected.Output, expected.CacheRead, expected.CacheWrite) = (null, null, null, 0, 0);
        }

        Outcome outcome = Compare(OurReading.ReadStream(recording, recording.Body, seed), expected, OutcomeKind.Decoded);
        return outcome.Kind == OutcomeKind.Failed || StreamCuts.Check(recording, expected.StopFrame, seed, report) is not { } fault ? outcome : new Outcome(OutcomeKind.Failed, fault);
    }

    private static Outcome Compare(Answer ours, Answer expected, OutcomeKind kind) =>
        ours.DifferenceTo(expected) is { } difference ? new Outcome(OutcomeKind.Failed, difference) : new Outcome(kind);

    private static int StableHash(string text)
    {
        int hash = 17;
        foreach (char letter in text)
        {
            hash = unchecked((hash * 31) + letter);
        }

        return hash;
    }
}
