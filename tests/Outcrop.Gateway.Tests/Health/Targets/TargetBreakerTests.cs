using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Health.Targets;

namespace Outcrop.Gateway.Tests.Health.Targets;

/// <summary>The breaker against a plain list of what happened.</summary>
public class TargetBreakerTests(ITestOutputHelper output)
{
    private static readonly BreakerSettings Settings = new();

    /// <summary>Random traffic: the breaker is open exactly when the rules say so, and lets one probe through at a time.</summary>
    [Fact]
    public void Breaker_UnderRandomTraffic_DoesWhatTheRulesSay()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            output.WriteLine($"seed {seed}");
            var random = new Random(seed);
            var breaker = new TargetBreaker(static () => 0);
            var model = new Model();
            TimeSpan now = TimeSpan.Zero;
            var running = new List<Admission>();
            double failing = random.NextDouble();
            for (int step = 0; step < 400; step++)
            {
                now += TimeSpan.FromSeconds(random.Next(0, step % 50 == 0 ? 100 : 3));
                if (random.Next(40) == 0)
                {
                    failing = random.NextDouble();
                }

                Admission admission = breaker.Admit_NeedsLock(now, Settings);
                Assert.Equal(model.Admit(now), admission);
                if (admission != Admission.Refused)
                {
                    running.Add(admission);
                }

                if (running.Count == 0 || random.Next(3) == 0)
                {
                    continue;
                }

                int place = random.Next(running.Count);
                Admission ended = running[place];
                running.RemoveAt(place);
                if (random.Next(10) == 0)
                {
                    breaker.Abandon_NeedsLock(ended);
                    model.Abandon(ended);
                }
                else if (random.NextDouble() < failing)
                {
                    breaker.Fail_NeedsLock(ended, 1, now, Settings);
                    model.Fail(ended, now);
                }
                else
                {
                    breaker.Succeed_NeedsLock(ended, now, Settings);
                    model.Succeed(ended, now);
                }

                Assert.Equal(model.State, breaker.State);
                if (model.State == BreakerState.Open)
                {
                    Assert.Equal(model.Until, breaker.OpenUntil);
                }
            }
        }
    }

    [Fact]
    public void Breaker_OpeningsInARow_LastLongerUpToTheMost()
    {
        var breaker = new TargetBreaker(static () => 0);
        TimeSpan now = TimeSpan.Zero;
        for (int i = 0; i < 5; i++)
        {
            breaker.Fail_NeedsLock(Admission.Normal, 1, now, Settings);
        }

        var lasted = new List<double>();
        for (int i = 0; i < 12; i++)
        {
            lasted.Add((breaker.OpenUntil - now).TotalSeconds);
            now = breaker.OpenUntil;
            Assert.Equal(Admission.Probe, breaker.Admit_NeedsLock(now, Settings));
            Assert.Equal(Admission.Refused, breaker.Admit_NeedsLock(now, Settings));
            breaker.Fail_NeedsLock(Admission.Probe, 1, now, Settings);
        }

        Assert.Equal([30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 300, 300], lasted);
    }

    /// <summary>A longer window, taken up while it runs, forgets as a window does: its slots have other numbers than those before.</summary>
    [Fact]
    public void Breaker_WindowGrows_ForgetsAllTheSame()
    {
        var breaker = new TargetBreaker(static () => 0);
        TimeSpan now = TimeSpan.FromDays(10);
        breaker.Succeed_NeedsLock(Admission.Normal, now, Settings);
        BreakerSettings longer = Settings with { Window = TimeSpan.FromMinutes(10) };
        for (int i = 0; i < 50; i++)
        {
            // One failure and one answer an hour: never ten requests within ten minutes.
            now += TimeSpan.FromHours(1);
            breaker.Fail_NeedsLock(Admission.Normal, 2, now, longer);
            breaker.Succeed_NeedsLock(Admission.Normal, now, longer);
            Assert.Equal(BreakerState.Closed, breaker.State);
        }
    }

    /// <summary>The rules with every event kept, in sixths of the window as the breaker counts them.</summary>
    private sealed class Model
    {
        private readonly List<(long Slot, bool Failed)> _events = [];
        private int _row;
        private int _openings;
        private int _probes;

        public BreakerState State { get; private set; }

        public TimeSpan Until { get; private set; }

        public Admission Admit(TimeSpan now)
        {
            if (State == BreakerState.Open && now >= Until)
            {
                (State, _probes) = (BreakerState.HalfOpen, 0);
            }

            if (State == BreakerState.HalfOpen && _probes == 0)
            {
                _probes = 1;
                return Admission.Probe;
            }

            return State == BreakerState.Closed ? Admission.Normal : Admission.Refused;
        }

        public void Abandon(Admission admission)
        {
            if (State == BreakerState.HalfOpen && admission == Admission.Probe)
            {
                _probes = 0;
            }
        }

        public void Succeed(Admission admission, TimeSpan now)
        {
            _row = 0;
            if (State != BreakerState.Closed && admission == Admission.Normal)
            {
                return;
            }

            if (State != BreakerState.Closed)
            {
                _events.Clear();
                (State, _openings) = (BreakerState.Closed, 0);
            }

            _events.Add((now.Ticks / TimeSpan.FromSeconds(10).Ticks, false));
        }

        public void Fail(Admission admission, TimeSpan now)
        {
            _row++;
            if (State == BreakerState.HalfOpen && admission == Admission.Probe)
            {
                Open(now);
            }
            else if (State == BreakerState.Closed)
            {
                long slot = now.Ticks / TimeSpan.FromSeconds(10).Ticks;
                _events.Add((slot, true));
                List<bool> window = [.. _events.Where(one => one.Slot > slot - 6).Select(one => one.Failed)];
                if (_row >= 5 || (window.Count >= 10 && window.Count(failed => failed) > window.Count / 2.0))
                {
                    Open(now);
                }
            }
        }

        private void Open(TimeSpan now)
        {
            _openings++;
            State = BreakerState.Open;
            Until = now + TimeSpan.FromSeconds(Math.Min(300, 30 * _openings));
        }
    }
}
