using Outcrop.Testing.Chaos;

namespace Outcrop.Gateway.Tests.Faults.Rows;

/// <summary>Rows 16 to 18: nothing comes, nothing more comes, or little by little.</summary>
internal static partial class FaultRows
{
    private const string Patience = """, "timeouts": { "connect": 60, "firstByte": 30, "idle": 30, "total": 3000 }""";
    private const string Endless = """, "timeouts": { "connect": 60, "firstByte": 36000, "idle": 36000, "total": 36000 }""";
    private const string Short = """, "timeouts": { "connect": 60, "firstByte": 36000, "idle": 36000, "total": 40 }""";

    /// <summary>A second more than <see cref="Patience"/>.</summary>
    private static readonly TimeSpan GivenUp = TimeSpan.FromSeconds(31);

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(10);

    private static IEnumerable<FaultCase> Silences()
    {
        foreach ((string name, Toxic toxic, int asked) in (IEnumerable<(string, Toxic, int)>)
            [
                ("no answer", new TimeoutToxic(), 1),
                ("a black hole", new TimeoutToxic { Direction = ChaosDirection.Upstream }, 0),
            ])
        {
            var silent = new FaultCase(16, name) { OwnTime = true, Settings = Patience, End = FaultEnd.Hidden };
            yield return (silent with { Name = $"{name}, {Elsewhere}", Targets = 2, Attempts = FirstUnreachable, First = asked, Second = 1, Metrics = [new FaultMetric("timeouts", "kind", "first_byte")], Ask = static bed => GiveUpAsync(bed) }).With(bed => bed.First.Proxy.Add(toxic));
            yield return (silent with { Name = $"{name}, {Again}", Attempts = OpenedAt(2), First = asked + 1, Ask = static bed => GiveUpAsync(bed) }).With(bed => bed.First.Proxy.Add(toxic with { Connection = 1 }));
            yield return (silent with
            {
                Name = $"{name}, {Stays}",
                End = FaultEnd.Refused(FaultKind.Timeout),
                Attempts = "first transport 3",
                First = 3 * asked,
                Ask = static bed => GiveUpAsync(bed, times: 3),
            }).With(bed => bed.First.Proxy.Add(toxic));
        }

        yield return new FaultCase(17, "silence " + After)
        {
            Modes = FaultModes.Streamed,
            OwnTime = true,
            Settings = Patience,
            Targets = 2,
            End = FaultEnd.Broken(FaultKind.Timeout),
            Attempts = Opened,
            First = 1,
            Second = 0,
            Ask = static bed => FallSilentAsync(bed),
            Cause = "idle",
            Metrics = [new FaultMetric("timeouts", "kind", "idle")],

            // The connection is closed, too: nothing goes on being produced for nobody.
            Then = static (bed, _) => bed.First.Proxy.ClosedAsync(),
        }.With(static bed => bed.First.Proxy.Add(new TimeoutToxic { Start = new ToxicStart { Frame = FrameAfterContent(bed) } }));
        yield return new FaultCase(17, "silence within the answer, " + Elsewhere)
        {
            Modes = FaultModes.Whole,
            OwnTime = true,
            Settings = Patience,
            Targets = 2,
            End = FaultEnd.Hidden,
            Attempts = FirstUnreachable,
            First = 1,
            Second = 1,
            Ask = static bed => GiveUpAsync(bed),
        }.With(static bed => bed.First.Proxy.Add(new TimeoutToxic { Start = new ToxicStart { Byte = 10 } }));
        yield return new FaultCase(18, "a trickle") { OwnTime = true, Settings = Endless, End = FaultEnd.Hidden, Attempts = Opened, First = 1, Ask = static bed => WaitAsync(bed) }
            .With(static bed => bed.First.Proxy.Add(new SlicerToxic(48, 16, Second)));
        yield return new FaultCase(18, "a trickle that outlasts the whole time")
        {
            Modes = FaultModes.Streamed,
            OwnTime = true,
            Settings = Short,
            Targets = 2,
            End = FaultEnd.Broken(FaultKind.Timeout),
            Attempts = Opened,
            First = 1,
            Second = 0,
            Ask = static bed => FallSilentAsync(bed),
        }.With(static bed => bed.First.Proxy.Add(new SlicerToxic(1, 0, Second) { Start = new ToxicStart { Frame = FrameAfterContent(bed) } }));
    }

    /// <summary>
    /// Time passes until a connection is given up, and hardly any from then on: what is well must not be hurried. That it has been given up is seen a moment after the next one was asked, so the time it takes passes at once,
    /// and again only where the gateway had not begun to wait by then.
    /// </summary>
    private static async Task<FaultAnswer> GiveUpAsync(FaultBed bed, int times = 1)
    {
        Task<FaultAnswer> answer = bed.AskAsync();
        for (int connection = 1; connection <= times; connection++)
        {
            await bed.PassTimeUntilAsync(bed.First.Proxy.FallenAsync(connection), Moment);
            Task closed = bed.First.Proxy.ClosedAsync();
            do
            {
                bed.Time!.Advance(GivenUp);
            }
            while (!await bed.PassTimeAsync(closed, Moment, most: 1000));
        }

        await bed.PassTimeUntilAsync(answer, Moment);
        return await answer;
    }

    /// <summary>Time passes until there is an answer.</summary>
    private static async Task<FaultAnswer> WaitAsync(FaultBed bed)
    {
        Task<FaultAnswer> answer = bed.AskAsync();
        await bed.PassTimeUntilAsync(answer, Second);
        return await answer;
    }

    /// <summary>Time passes only when there has been content.</summary>
    private static async Task<FaultAnswer> FallSilentAsync(FaultBed bed)
    {
        Task<FaultAnswer> answer = FaultAnswer.ReadAsync(await bed.SendAsync());
        await bed.PassTimeUntilAsync(answer, Second);
        return await answer;
    }
}
