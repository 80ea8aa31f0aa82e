using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Telemetry;
using Outcrop.Gateway.Health.Targets;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Upstream;

/// <summary>A request's place at one target, from when that is asked until it answers, fails or is left. Ended once: a second end says nothing. Immutable.</summary>
/// <param name="Candidate">The target.</param>
/// <param name="Lease">The place.</param>
/// <param name="Started">When it was asked.</param>
internal readonly record struct TargetAttempt(Candidate Candidate, TargetLease Lease, long Started)
{
    /// <summary>The target.</summary>
    public Target Target => Candidate.Target;

    /// <summary>The target answers: its place is the request's until the answer has ended.</summary>
    /// <param name="dispatch">The request's way.</param>
    /// <param name="time">The clock.</param>
    /// <param name="count">How often it had to be asked.</param>
    public void Open(Dispatch dispatch, TimeProvider time, int count)
    {
        Lease.Open();
        dispatch.Opened(Target, Lease);
        dispatch.Add(new UpstreamAttempt(Target, UpstreamAttempt.Opened, time.GetElapsedTime(Started), count, null));
    }

    /// <summary>The target failed before its first content.</summary>
    /// <param name="dispatch">The request's way.</param>
    /// <param name="time">The clock.</param>
    /// <param name="fault">How.</param>
    /// <returns>What that means.</returns>
    public FaultClass Fail(Dispatch dispatch, TimeProvider time, BedrockException fault)
    {
        FaultClass found = FaultClasses.Of(fault);
        if (Lease.End(FaultClasses.EndOf(fault), null, fault.Attempts, fault.RetryAfter))
        {
            dispatch.Add(new UpstreamAttempt(Target, MetricWords.Of(found), time.GetElapsedTime(Started), fault.Attempts, fault.RequestId));
            dispatch.Failed(Target, fault);
            if (found == FaultClass.Throttle)
            {
                Candidate.Throttle();
            }
        }

        return found;
    }

    /// <summary>Nobody waits for the target any more.</summary>
    /// <param name="dispatch">The request's way.</param>
    /// <param name="time">The clock.</param>
    /// <param name="end">What that says about it.</param>
    /// <param name="outcome">Its word for the ledger.</param>
    public void Leave(Dispatch dispatch, TimeProvider time, TargetEnd end = TargetEnd.Abandoned, string outcome = UpstreamAttempt.Abandoned)
    {
        if (Lease.End(end))
        {
            dispatch.Add(new UpstreamAttempt(Target, outcome, time.GetElapsedTime(Started), 1, null));
        }
    }
}
