using Outcrop.Testing.Chaos;

namespace Outcrop.Gateway.Tests.Faults.Rows;

/// <summary>Rows 9 to 13: frames that are damaged, too long, cut, or missing at the end.</summary>
internal static partial class FaultRows
{
    private const uint Longest = 24 * 1024 * 1024;
    private const uint LongestHeaders = 128 * 1024;

    private static IEnumerable<FaultCase> Frames()
    {
        (int Row, string Name, string Cause, Func<int, Toxic> Toxic)[] damages =
        [
            (9, "wrong prelude checksum", "crc", static frame => new CrcFlipToxic(frame, FrameChecksum.Prelude)),
            (10, "wrong message checksum", "crc", static frame => new CrcFlipToxic(frame, FrameChecksum.Message)),
            (11, "announces more than 24 MiB", "frame_limit", static frame => new FrameLengthToxic(frame, Longest + LongestHeaders + 17, 64)),
            (11, "announces too long headers", "frame_limit", static frame => new FrameLengthToxic(frame, LongestHeaders + 1024, LongestHeaders + 1)),
            (11, "announces a negative length", "frame_limit", static frame => new FrameLengthToxic(frame, uint.MaxValue, 0)),
            (11, "announces less than a frame has", "frame_limit", static frame => new FrameLengthToxic(frame, 4, 0)),
            (11, "announces headers longer than itself", "frame_limit", static frame => new FrameLengthToxic(frame, 64, 64)),
            (12, "cut within a frame", "truncated", static frame => new LimitDataToxic(20) { Start = new ToxicStart { Frame = frame } }),
            (12, "cut within a prelude", "truncated", static frame => new LimitDataToxic(5) { Start = new ToxicStart { Frame = frame } }),
            (12, "ended within a frame as HTTP wants it", "truncated", static frame => new LimitDataToxic(20, CutEnding.Finish) { Start = new ToxicStart { Frame = frame } }),
        ];
        foreach ((int row, string name, string cause, Func<int, Toxic> toxic) in damages)
        {
            foreach (FaultCase test in Damaged(row, name, cause, toxic))
            {
                yield return test;
            }
        }

        foreach (FaultCase test in Cut(12, "cut within the answer", new LimitDataToxic(10)))
        {
            yield return test;
        }

        yield return new FaultCase(13, "no messageStop") { Modes = FaultModes.Streamed, Targets = 2, End = FaultEnd.Broken(FaultKind.Broken), Attempts = Opened, First = 1, Second = 0, Cause = "no_stop" }
            .With(static bed => Break(bed, bed.First, 0, static script => script.OmitMessageStop = true));
        yield return new FaultCase(13, "ended at a frame's border") { Modes = FaultModes.Streamed, Targets = 2, End = FaultEnd.Broken(FaultKind.Broken), Attempts = Opened, First = 1, Second = 0 }
            .With(static bed => Break(bed, bed.First, 0, script => script.CutAfterEvents = FrameAfterContent(bed)));
        yield return new FaultCase(13, "ended before content, " + Elsewhere) { Modes = FaultModes.Streamed, Targets = 2, End = FaultEnd.Hidden, Attempts = FirstFailed, First = 1, Second = 1 }
            .With(static bed => Break(bed, bed.First, 0, script => script.CutAfterEvents = bed.Dialect.FramesBeforeContent));
        yield return new FaultCase(13, "an empty stream, " + Elsewhere) { Modes = FaultModes.Streamed, Targets = 2, End = FaultEnd.Hidden, Attempts = FirstFailed, First = 1, Second = 1 }
            .With(static bed => Break(bed, bed.First, 0, static script => script.CutAfterEvents = 0));
        yield return new FaultCase(13, "no metadata") { Modes = FaultModes.Streamed, End = FaultEnd.Hidden, Attempts = Opened, First = 1 }
            .With(static bed => Break(bed, bed.First, 0, static script => script.OmitMetadata = true));
    }

    /// <summary>A frame that is not as it should be: the first, with a second region, with another try, and without either; and one behind content.</summary>
    private static IEnumerable<FaultCase> Damaged(int row, string name, string cause, Func<int, Toxic> toxic)
    {
        yield return new FaultCase(row, $"{name}, {Elsewhere}")
        {
            Modes = FaultModes.Streamed,
            Targets = 2,
            End = FaultEnd.Hidden,
            Attempts = FirstFailed,
            First = 1,
            Second = 1,
            Cause = cause,
        }.With(bed => bed.First.Proxy.Add(toxic(1)));
        yield return new FaultCase(row, $"{name}, {Again}") { Modes = FaultModes.Streamed, End = FaultEnd.Hidden, Attempts = OpenedAt(2), First = 2, Metrics = Retried(1) }.With(bed => bed.First.Proxy.Add(toxic(1) is var one ? one with { Connection = 1, Start = one.Start with { Message = 1 } } : one));
        yield return new FaultCase(row, $"{name}, {Stays}") { Modes = FaultModes.Streamed, End = FaultEnd.Refused(FaultKind.Broken), Attempts = "first transient 3", First = 3 }
            .With(bed => bed.First.Proxy.Add(toxic(bed.Dialect.FramesBeforeContent)));
        yield return new FaultCase(row, $"{name}, {After}")
        {
            Modes = FaultModes.Streamed,
            Targets = 2,
            End = FaultEnd.Broken(FaultKind.Broken),
            Attempts = Opened,
            First = 1,
            Second = 0,
            Cause = cause,
        }.With(bed => bed.First.Proxy.Add(toxic(FrameAfterContent(bed))));
    }

    /// <summary>A whole answer that is not: nothing of it was shown.</summary>
    private static IEnumerable<FaultCase> Cut(int row, string name, Toxic toxic)
    {
        yield return new FaultCase(row, $"{name}, {Elsewhere}") { Modes = FaultModes.Whole, Targets = 2, End = FaultEnd.Hidden, Attempts = FirstFailed, First = 1, Second = 1 }.With(bed => bed.First.Proxy.Add(toxic));
        yield return new FaultCase(row, $"{name}, {Again}") { Modes = FaultModes.Whole, End = FaultEnd.Hidden, Attempts = OpenedAt(2), First = 2, Metrics = Retried(1) }.With(bed => bed.First.Proxy.Add(toxic with { Connection = 1 }));
        yield return new FaultCase(row, $"{name}, {Stays}") { Modes = FaultModes.Whole, End = FaultEnd.Refused(FaultKind.Broken), Attempts = "first transient 3", First = 3 }.With(bed => bed.First.Proxy.Add(toxic));
    }
}
