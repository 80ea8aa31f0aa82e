using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Faults;

/// <summary>The scripts that wait for their request. Thread-safe.</summary>
internal sealed class ScriptBook
{
    private readonly Lock _lock = new();
    private readonly List<ScriptEntry> _entries = [];

    /// <exception cref="ArgumentException">The script cannot work.</exception>
    public void Add(EmulatorScript script)
    {
        var entry = new ScriptEntry(script);
        lock (_lock)
        {
            _entries.Add(entry);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
        }
    }

    /// <summary>What waits, and how often each has fitted and served.</summary>
    public IReadOnlyList<ScriptProgress> Snapshot()
    {
        lock (_lock)
        {
            return [.. _entries.Select(entry => entry.Progress)];
        }
    }

    /// <summary>Takes the first script that fits, and uses one of its times up.</summary>
    public EmulatorScript? Take(EmulatorCall call)
    {
        var request = new ScriptedRequest(call);
        ScriptEntry[] entries;
        lock (_lock)
        {
            if (_entries.Count == 0)
            {
                return null;
            }

            entries = [.. _entries];
        }

        // Patterns are matched outside the lock: one may take a second.
        foreach (ScriptEntry entry in entries)
        {
            if (entry.Matcher.Fits(request))
            {
                lock (_lock)
                {
                    if (!entry.TryUse())
                    {
                        continue;
                    }

                    if (entry.IsUsedUp)
                    {
                        _entries.Remove(entry);
                    }

                    return entry.Script;
                }
            }
        }

        return null;
    }
}
