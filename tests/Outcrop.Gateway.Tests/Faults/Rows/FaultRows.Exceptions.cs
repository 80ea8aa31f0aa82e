namespace Outcrop.Gateway.Tests.Faults.Rows;

/// <summary>Rows 4 to 8: the model or the service fails, within a stream or instead of an answer.</summary>
internal static partial class FaultRows
{
    private const string Stranger = "somethingNewException";

    private static IEnumerable<FaultCase> Exceptions()
    {
        foreach ((int row, string exception, FaultKind kind, string @class, int retries, string cause) in (IEnumerable<(int, string, FaultKind, string, int, string)>)
            [
                (4, "modelStreamErrorException", FaultKind.ModelStreamFailed, "model_error", 1, "model"),
                (5, "internalServerException", FaultKind.ServiceFailed, "transient", 2, "service"),
                (5, "serviceUnavailableException", FaultKind.Unavailable, "transient", 2, "service"),
            ])
        {
            foreach (FaultCase test in BeforeContent(row, exception, kind, @class, retries, cause))
            {
                yield return test;
            }

            yield return Within(row, exception, kind, cause);
        }

        yield return Refusal(4, "ModelErrorException", FaultKind.ModelFailed, "model_error") with { Name = "ModelErrorException, " + Stays };
        yield return new FaultCase(4, "ModelErrorException, " + Elsewhere)
        {
            Modes = FaultModes.Whole,
            Targets = 2,
            End = FaultEnd.Hidden,
            Attempts = "first model_error 1, second opened 1",
            First = 1,
            Second = 1,
        }.With(static bed => Rule(bed, bed.First).Fail("ModelErrorException", times: 0));

        // What may be billed, or is wrong, or is not known, is not asked for again, whoever else is there.
        foreach ((int row, string exception, FaultKind kind, string @class, string cause) in (IEnumerable<(int, string, FaultKind, string, string)>)
            [
                (6, "modelTimeoutException", FaultKind.Timeout, "model_timeout", "timeout"),
                (7, "validationException", FaultKind.Invalid, "permanent", "refused"),
                (8, Stranger, FaultKind.Unknown, "permanent", "unknown"),
            ])
        {
            foreach (bool opened in (bool[])[false, true])
            {
                yield return new FaultCase(row, $"{exception} {(opened ? "behind the opening" : "first")}")
                {
                    Modes = FaultModes.Streamed,
                    Fits = dialect => row != 6 || dialect.IsInvoke,
                    Targets = 2,
                    End = FaultEnd.Refused(kind),
                    Attempts = $"first {@class} 1",
                    First = 1,
                    Second = 0,
                    Cause = cause,
                }.With(bed => Throw(bed, 0, exception, opened));
            }

            yield return Within(row, exception, kind, cause) with { Fits = dialect => row != 6 || dialect.IsInvoke };
        }

        yield return Refusal(6, "ModelTimeoutException", FaultKind.Timeout, "model_timeout") with { Targets = 2, Second = 0, Modes = FaultModes.Both };
        yield return Refusal(7, "ValidationException", FaultKind.Invalid, "permanent") with { Targets = 2, Second = 0, Modes = FaultModes.Both };
        foreach (bool first in (bool[])[true, false])
        {
            yield return new FaultCase(8, $"an unknown event {(first ? "first" : After)}")
            {
                Modes = FaultModes.Streamed,
                End = FaultEnd.Hidden,
                Attempts = Opened,
                First = 1,
                Metrics = [new FaultMetric("stream.unknown_events", "region", FaultBed.East)],
            }.With(bed => Break(bed, bed.First, 0, script => script.UnknownEvent = first ? 1 : FrameAfterContent(bed)));
        }
    }

    private static FaultCase Refusal(int row, string error, FaultKind kind, string @class) =>
        new FaultCase(row, error) { Modes = FaultModes.Whole, End = FaultEnd.Refused(kind), Attempts = $"first {@class} 1", First = 1 }.With(bed => Rule(bed, bed.First).Fail(error, times: 0));
}
