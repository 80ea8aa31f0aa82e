using Outcrop.Emulator.Faults;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Outages;

/// <summary>The regions that are out, now or later. Time is the clock's own pace: moving the emulator's date moves no outage. Thread-safe.</summary>
internal sealed class OutageBook(TimeProvider clock, string? region, ListenerGate gate, Action<Func<EmulatorCall, bool>> cut) : IDisposable
{
    /// <summary>Timers take no more than weeks; whoever waits longer looks again.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly List<OutageEntry> _entries = [];
    private readonly long _started = clock.GetTimestamp();
    private bool _disposed;

    private TimeSpan Now => clock.GetElapsedTime(_started);

    /// <summary>Adds an outage; one that begins at once has begun when this ends, but for the port, which is closed a moment later.</summary>
    public void Add(EmulatorOutage outage)
    {
        var entry = new OutageEntry(outage, Now + outage.After);
        lock (_lock)
        {
            _entries.RemoveAll(old => old.Ends <= Now);
            _entries.Add(entry);
        }

        Tick(entry);
    }

    /// <summary>Ends the outages of a region, or all.</summary>
    public void Restore(string? which)
    {
        lock (_lock)
        {
            foreach (OutageEntry entry in _entries.Where(entry => which is null || entry.Outage.Region == which))
            {
                entry.Dispose();
            }

            _entries.RemoveAll(entry => which is null || entry.Outage.Region == which);
        }

        MoveGate();
    }

    /// <summary>The outage that a request meets; <see langword="null"/> for none.</summary>
    public EmulatorOutage? Find(EmulatorCall call)
    {
        lock (_lock)
        {
            TimeSpan now = Now;
            return _entries.Count == 0 ? null : _entries.Find(entry => entry.IsActiveAt(now) && Meets(entry.Outage, call))?.Outage;
        }
    }

    public IReadOnlyList<OutageState> States()
    {
        lock (_lock)
        {
            TimeSpan now = Now;
            return
            [
                .. _entries.Where(entry => entry.Ends > now).Select(entry => new OutageState(
                    entry.Outage.Region, entry.Outage.ModelId, entry.Outage.Kind.ToString().ToLowerInvariant(), entry.IsActiveAt(now),
                    Math.Max(0, (entry.Begins - now).TotalSeconds), entry.Ends == TimeSpan.MaxValue ? null : (entry.Ends - now).TotalSeconds)),
            ];
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _entries.ForEach(entry => entry.Dispose());
            _entries.Clear();
        }
    }

    private static bool Meets(EmulatorOutage outage, EmulatorCall call) =>
        (outage.Region is null || outage.Region == call.Region) && (outage.ModelId is null || ScriptMatcher.Matches(outage.ModelId, call.Route.Resource));

    /// <summary>What happens at an outage's beginning and end.</summary>
    private void Tick(OutageEntry entry)
    {
        bool begun;
        lock (_lock)
        {
            if (_disposed || !_entries.Contains(entry))
            {
                return;
            }

            TimeSpan now = Now;
            begun = entry.IsActiveAt(now);
            TimeSpan next = now < entry.Begins ? entry.Begins - now : entry.Ends;
            next = begun && next != TimeSpan.MaxValue ? next - now : next;
            entry.Timer?.Dispose();
            entry.Timer = now < entry.Ends && next != TimeSpan.MaxValue ? clock.CreateTimer(_ => Tick(entry), null, next < LongestWait ? next : LongestWait, Timeout.InfiniteTimeSpan) : null;
        }

        MoveGate();
        if (begun && entry.Outage.Kind is EmulatorOutageKind.Reset or EmulatorOutageKind.Refuse)
        {
            cut(call => Meets(entry.Outage, call));
        }
    }

    /// <summary>The port is closed while everything behind it refuses.</summary>
    private void MoveGate()
    {
        lock (_lock)
        {
            TimeSpan now = Now;
            gate.Set(closed: _entries.Exists(entry => entry.IsActiveAt(now)
                && entry.Outage is { Kind: EmulatorOutageKind.Refuse, ModelId: null } outage && (outage.Region is null || outage.Region == region)));
        }
    }
}
