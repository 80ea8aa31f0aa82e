using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Faults;

/// <summary>The scripts that wait for their request. Thread-safe.</summary>
internal sealed class ScriptBook
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];

    public void Add(EmulatorScript script)
    {
        lock (_lock)
        {
            _entries.Add(new Entry(script, script.Times));
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
        }
    }

    /// <summary>Takes the first script that fits, and uses one of its times up.</summary>
    public EmulatorScript? Take(OperationRoute route)
    {
        lock (_lock)
        {
            for (int i = 0; i < _entries.Count; i++)
            {
                Entry entry = _entries[i];
                if ((entry.Script.Operation is null || entry.Script.Operation == route.Operation)
                    && (entry.Script.ModelId is null || entry.Script.ModelId == route.Resource))
                {
                    _entries[i] = entry with { Left = entry.Left - 1 };
                    if (entry.Left <= 1)
                    {
                        _entries.RemoveAt(i);
                    }

                    return entry.Script;
                }
            }

            return null;
        }
    }

    private readonly record struct Entry(EmulatorScript Script, int Left);
}
