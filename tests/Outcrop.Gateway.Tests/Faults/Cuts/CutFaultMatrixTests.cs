using Outcrop.Gateway.Tests.Faults.Dialects;

namespace Outcrop.Gateway.Tests.Faults.Cuts;

/// <summary>
/// Row 12 of the fault matrix at every byte, in every lane: what is cut before content is asked for again, and comes whole; what is cut behind it ends with its dialect's error, and never as if it were finished; a cut whole answer is
/// no answer. The
/// connection's end, and whether a retry mends it, take turns from byte to byte and from lane to lane, so that over all lanes each comes at each byte.
/// </summary>
public class CutFaultMatrixTests
{
    /// <summary>Enough for every try.</summary>
    private const int Always = 9;
    private static readonly int Ends = Enum.GetValues<CutEnd>().Length;

    public static TheoryData<string, bool> Cells
    {
        get
        {
            var cells = new TheoryData<string, bool>();
            foreach (FaultDialect dialect in FaultDialect.All)
            {
                cells.Add(dialect.Name, true);
                if (dialect.HasWhole)
                {
                    cells.Add(dialect.Name, false);
                }
            }

            return cells;
        }
    }

    /// <summary>No time passes: neither another region nor the error is waited for.</summary>
    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Row12_CutAtEveryByte_AnotherRegionAnswersOrTheErrorIsToldAtOnce(string lane, bool streamed)
    {
        FaultDialect dialect = Lane(lane);
        await using CutBed bed = await CutBed.StartAsync(dialect, streamed, stands: true);
        Places places = Of(dialect, streamed);
        await bed.RunAsync([.. Enumerable.Range(0, places.Length).Select(at => Cell(dialect, places, at))]);
    }

    /// <summary>With one region: it is asked again, and where it does not mend there is a status.</summary>
    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Row12_CutAtEveryByteBeforeContent_IsAskedAgainOrRefused(string lane, bool streamed)
    {
        FaultDialect dialect = Lane(lane);
        await using CutBed bed = await CutBed.StartAsync(dialect, streamed, stands: false);
        Places places = Of(dialect, streamed);
        await bed.RunAsync([.. Enumerable.Range(0, places.Content).Select(at => Turn(dialect, at) / Ends % 2 == 0
            ? new CutCell(at, EndOf(dialect, at), 1, FaultEnd.Hidden, "first opened 2", 2, 0)
            : new CutCell(at, EndOf(dialect, at), Always, FaultEnd.Refused(FaultKind.Broken), "first transient 3", 3, 0))]);
    }

    private static FaultDialect Lane(string name) => FaultDialect.All.Single(dialect => dialect.Name == name);

    private static CutEnd EndOf(FaultDialect dialect, int at) => (CutEnd)(Turn(dialect, at) % Ends);

    /// <summary>Another one for the same byte in the next lane.</summary>
    private static int Turn(FaultDialect dialect, int at) => at + FaultDialect.All.Index().Single(one => one.Item == dialect).Index;

    private static CutCell Cell(FaultDialect dialect, Places places, int at)
    {
        CutEnd end = EndOf(dialect, at);
        if (at < places.Content)
        {
            return new CutCell(at, end, Always, FaultEnd.Hidden, "first transient 1, second opened 1", 1, 1);
        }

        // Only what comes behind the model's end is missing, and HTTP says that nothing is.
        if (at == places.Stop && end == CutEnd.Clean)
        {
            return new CutCell(at, end, Always, FaultEnd.Hidden, "first opened 1", 1, 0);
        }

        return new CutCell(at, end, Always, FaultEnd.Broken(FaultKind.Broken), "first opened 1", 1, 0) 
        {
            // Converse's own frames are passed on as they come, and its last one, the usage, comes behind the model's end.
            IsFinished = at >= places.Stop && dialect is ConverseDialect,
        };
    }

    private static Places Of(FaultDialect dialect, bool streamed)
    {
        int length = CutBedrock.Body(dialect.IsInvoke, streamed).Length;
        if (!streamed)
        {
            return new Places(length, length, length);
        }

        IReadOnlyList<byte[]> frames = CutBedrock.Frames(dialect.IsInvoke);
        int Behind(int count) => frames.Take(count).Sum(static frame => frame.Length);
        return new Places(Behind(dialect.FramesBeforeContent + 1), dialect.IsInvoke ? length : Behind(frames.Count - 1), length);
    }

    /// <summary>The lengths at which something is whole.</summary>
    /// <param name="Content">The content.</param>
    /// <param name="Stop">The model's end.</param>
    /// <param name="Length">All.</param>
    private sealed record Places(int Content, int Stop, int Length);
}
