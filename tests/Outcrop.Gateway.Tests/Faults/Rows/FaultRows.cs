using Outcrop.Emulator;

namespace Outcrop.Gateway.Tests.Faults.Rows;

/// <summary>The rows of the fault matrix as data: what is injected, and what follows. A case is one entry; its cells come from the dialects.</summary>
internal static partial class FaultRows
{
    public const string Again = "is asked again";
    public const string Elsewhere = "another region answers";
    public const string Stays = "does not mend";
    public const string After = "behind content";

    private const string FirstThrottled = "first throttle 1, second opened 1";
    private const string FirstFailed = "first transient 1, second opened 1";
    private const string FirstUnreachable = "first transport 1, second opened 1";
    private const string Opened = "first opened 1";

    /// <summary>The first target answers when it has been asked that often.</summary>
    private static string OpenedAt(int times) => $"first opened {times}";

    public static IReadOnlyList<FaultCase> All { get; } =
    [
        .. Throttles(), .. Exceptions(), .. Frames(), .. Connections(), .. Silences(), .. Outages(), .. Credentials(), .. Clients(), .. Requests(),
    ];

    /// <summary>A frame well behind the first content, and well before the end.</summary>
    private static int FrameAfterContent(FaultBed bed) => bed.Dialect.FramesBeforeContent + 4;

    /// <summary>What the client library tells of requests that it sent again.</summary>
    private static FaultMetric[] Retried(int times) => [new FaultMetric("upstream.retries", "account", "main", times)];

    /// <summary>A rule for the requests of a bed's dialect.</summary>
    private static EmulatorRule Rule(FaultBed bed, FaultPlace place) => place.Emulator.When(operation: bed.Dialect.Operation(bed.Streamed));

    /// <summary>A stream that says what it always says, but for what is changed.</summary>
    private static void Break(FaultBed bed, FaultPlace place, int times, Action<EmulatorScript> change) => Rule(bed, place).With(script =>
    {
        script.Text = Dialects.FaultDialect.Said;
        script.Times = times;
        change(script);
    });
}
