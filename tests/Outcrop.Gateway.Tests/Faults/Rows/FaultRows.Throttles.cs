namespace Outcrop.Gateway.Tests.Faults.Rows;

/// <summary>Rows 1 to 3: AWS throttles, before the stream, as its first frame, and after tokens.</summary>
internal static partial class FaultRows
{
    private const string Throttling = "throttlingException";

    private static IEnumerable<FaultCase> Throttles()
    {
        yield return new FaultCase(1, Elsewhere)
        {
            Targets = 2,
            End = FaultEnd.Hidden,
            Attempts = FirstThrottled,
            First = 1,
            Second = 1,
            Then = static (bed, _) =>
            {
                Assert.Equal([(1, 0), (0, 0)], bed.Targets.Select(static target => ((int)target.Throttles, (int)target.Failures)));
                return Task.CompletedTask;
            },
        }.With(static bed => Rule(bed, bed.First).Throttle(0));
        yield return new FaultCase(1, Again) { End = FaultEnd.Hidden, Attempts = OpenedAt(3), First = 3, Metrics = Retried(2) }.With(static bed => Rule(bed, bed.First).Throttle(2));
        yield return new FaultCase(1, Stays) { End = FaultEnd.Refused(FaultKind.Throttled), Attempts = "first throttle 3", First = 3 }.With(static bed => Rule(bed, bed.First).Throttle(0));

        yield return new FaultCase(1, "every region")
        {
            Targets = 2,
            End = FaultEnd.Refused(FaultKind.ThrottledEverywhere),
            Attempts = "first throttle 1, second throttle 3",
            First = 1,
            Second = 3,
        }.With(static bed =>
        {
            Rule(bed, bed.First).Throttle(0);
            Rule(bed, bed.Second).Throttle(0);
        });

        foreach (FaultCase test in BeforeContent(2, Throttling, FaultKind.Throttled, "throttle", retries: 2, "throttled"))
        {
            yield return test;
        }

        yield return Within(3, Throttling, FaultKind.Throttled, "throttled");
    }

    /// <summary>An exception in front of the first frame and behind the opening ones: with a second region, with another try, and without either.</summary>
    private static IEnumerable<FaultCase> BeforeContent(int row, string exception, FaultKind kind, string @class, int retries, string cause)
    {
        foreach (bool opened in (bool[])[false, true])
        {
            string where = $"{exception} {(opened ? "behind the opening" : "first")}, ";
            yield return new FaultCase(row, where + Elsewhere)
            {
                Modes = FaultModes.Streamed,
                Targets = 2,
                End = FaultEnd.Hidden,
                Attempts = $"first {@class} 1, second opened 1",
                First = 1,
                Second = 1,
                Cause = cause,
            }.With(bed => Throw(bed, 0, exception, opened));
            yield return new FaultCase(row, where + Again) { Modes = FaultModes.Streamed, End = FaultEnd.Hidden, Attempts = OpenedAt(retries + 1), First = retries + 1, Metrics = Retried(retries) }.With(bed => Throw(bed, retries, exception, opened));
            yield return new FaultCase(row, where + Stays)
            {
                Modes = FaultModes.Streamed,
                End = FaultEnd.Refused(kind),
                Attempts = $"first {@class} {retries + 1}",
                First = retries + 1,
                Cause = cause,
            }.With(bed => Throw(bed, 0, exception, opened));
        }
    }

    /// <summary>An exception behind content: nothing else is asked, however much there is.</summary>
    private static FaultCase Within(int row, string exception, FaultKind kind, string cause) => new FaultCase(row, $"{exception} {After}")
    {
        Modes = FaultModes.Streamed,
        Targets = 2,
        End = FaultEnd.Broken(kind),
        Attempts = Opened,
        First = 1,
        Second = 0,
        Cause = cause,
    }.With(bed => Break(bed, bed.First, 0, script => (script.ExceptionType, script.ExceptionAfterEvents) = (exception, FrameAfterContent(bed))));

    private static void Throw(FaultBed bed, int times, string exception, bool opened) =>
        Break(bed, bed.First, times, script => (script.ExceptionType, script.ExceptionAfterEvents) = (exception, opened ? bed.Dialect.FramesBeforeContent : 0));
}
