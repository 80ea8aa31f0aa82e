using Outcrop.Testing.Chaos;

namespace Outcrop.Gateway.Tests.Faults.Rows;

/// <summary>Rows 14 and 15, 24 and 25: connections that are reset, names that are not found, certificates that are refused.</summary>
internal static partial class FaultRows
{
    /// <summary>A name that RFC 2606 keeps from ever being one.</summary>
    private const string NoHost = "http://outcrop-fault.invalid/";

    private static IEnumerable<FaultCase> Connections()
    {
        foreach ((string name, Toxic toxic, int asked) in (IEnumerable<(string, Toxic, int)>)
            [
                ("reset before headers", new ResetPeerToxic(), 1),
                ("closed before headers", new TimeoutToxic(TimeSpan.FromTicks(1)), 1),
                ("reset before the request", new ResetPeerToxic { Direction = ChaosDirection.Upstream }, 0),
            ])
        {
            yield return new FaultCase(14, $"{name}, {Elsewhere}") { Targets = 2, End = FaultEnd.Hidden, Attempts = FirstUnreachable, First = asked, Second = 1, Metrics = [new FaultMetric("upstream.transport_errors", "cause", "reset")] }
                .With(bed => bed.First.Proxy.Add(toxic));
            yield return new FaultCase(14, $"{name}, {Again}") { End = FaultEnd.Hidden, Attempts = OpenedAt(2), First = asked + 1, Metrics = Retried(1) }.With(bed => bed.First.Proxy.Add(toxic with { Connection = 1 }));
            yield return new FaultCase(14, $"{name}, {Stays}") { End = FaultEnd.Refused(FaultKind.Unavailable), Attempts = "first transport 3", First = 3 * asked }.With(bed => bed.First.Proxy.Add(toxic));
        }

        // No time passes at all: whatever is told is told at once.
        yield return new FaultCase(15, "reset " + After)
        {
            Modes = FaultModes.Streamed,
            OwnTime = true,
            Then = AssertAtOnce,
            Targets = 2,
            End = FaultEnd.Broken(FaultKind.Broken),
            Attempts = Opened,
            First = 1,
            Second = 0,
            Cause = "reset",
        }.With(static bed => bed.First.Proxy.Add(new ResetPeerToxic { Start = new ToxicStart { Frame = FrameAfterContent(bed) } }));
        foreach (FaultCase test in Cut(15, "reset within the answer", new LimitDataToxic(10, CutEnding.Reset)))
        {
            yield return test.Targets > 1 ? test with { OwnTime = true, Then = AssertAtOnce } : test;
        }

        yield return new FaultCase(24, Elsewhere) { Targets = 2, End = FaultEnd.Hidden, Attempts = FirstUnreachable, Second = 1, Metrics = [new FaultMetric("upstream.transport_errors", "cause", "dns")] }.With(static bed => bed.First.Address = NoHost);
        yield return new FaultCase(24, Stays) { End = FaultEnd.Refused(FaultKind.Unavailable), Attempts = "first transport 3", Second = 0 }.With(static bed => bed.First.Address = NoHost);
        yield return new FaultCase(25, Elsewhere) { Targets = 2, End = FaultEnd.Hidden, Attempts = FirstUnreachable, Second = 1, Then = AssertAskedOnce, Metrics = [new FaultMetric("upstream.transport_errors", "cause", "tls")] }.With(Impersonate);
        yield return new FaultCase(25, Stays) { End = FaultEnd.Refused(FaultKind.Unavailable), Attempts = "first transport 1", Second = 0, Then = AssertAskedOnce }.With(Impersonate);
    }

    private static void Impersonate(FaultBed bed)
    {
        var listener = new BadCertificateListener();
        bed.First.Own = listener;
        bed.First.Address = listener.Endpoint.ToString();
    }

    /// <summary>By the gateway's clock, which nobody has moved.</summary>
    private static Task AssertAtOnce(FaultBed bed, FaultAnswer answer)
    {
        Assert.Equal((bed.Time!.Start, TimeSpan.Zero), (bed.Time.GetUtcNow(), bed.Ledger.Settlements.Single().Duration));
        return Task.CompletedTask;
    }

    /// <summary>A certificate does not get better.</summary>
    private static Task AssertAskedOnce(FaultBed bed, FaultAnswer answer)
    {
        Assert.Equal(1, ((BadCertificateListener)bed.First.Own!).Accepted);
        return Task.CompletedTask;
    }
}
