namespace Outcrop.Emulator.Faults;

/// <summary>A script and how far it has come. Its book's lock guards it.</summary>
internal sealed class ScriptEntry(EmulatorScript script)
{
    private int _fitted;
    private int _served;

    public EmulatorScript Script => script;

    public ScriptMatcher Matcher { get; } = new(script);

    public bool IsUsedUp => (script.Times > 0 && _served >= script.Times) || (script.Call is int call && _fitted >= call);

    public ScriptProgress Progress => new(script.Operation, script.ModelId, _fitted, _served, script.Times);

    /// <summary>Counts a request that fits.</summary>
    /// <returns>Whether the script serves it.</returns>
    public bool TryUse()
    {
        // Another request may have used the last time up while this one's text was matched.
        if (IsUsedUp)
        {
            return false;
        }

        _fitted++;
        int counted = _fitted - script.After;
        bool serves = script.Call is int call ? _fitted == call : counted > 0 && counted % Math.Max(1, script.Every) == 0;
        _served += serves ? 1 : 0;
        return serves;
    }
}
