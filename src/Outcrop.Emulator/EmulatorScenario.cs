using System.Text.Json;
using Outcrop.Emulator.Scenarios;

namespace Outcrop.Emulator;

/// <summary>
/// What a scenario file says: scripts, quotas, outages, latencies, and how the emulator runs. The format is JSON with comments and trailing commas allowed; its schema is
/// docs/emulator-scenario.schema.json. A file is read whole: all that is wrong in it is reported at once.
/// </summary>
public sealed class EmulatorScenario
{
    private readonly List<Action<EmulatorOptions>> _settings = [];

    internal EmulatorScenario()
    {
    }

    /// <summary>The scripts, in the order they are tried.</summary>
    public IReadOnlyList<EmulatorScript> Scripts { get; internal set; } = [];

    /// <summary>The quotas.</summary>
    public IReadOnlyList<EmulatorQuota> Quotas { get; internal set; } = [];

    /// <summary>The outages, counted from the start.</summary>
    public IReadOnlyList<EmulatorOutage> Outages { get; internal set; } = [];

    /// <summary>The distributions of latencies.</summary>
    public IReadOnlyList<EmulatorLatency> Latencies { get; internal set; } = [];

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its path; a folder of recordings that it names is looked for beside it.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="EmulatorScenarioException">It is not valid.</exception>
    public static EmulatorScenario Load(string file) => Parse(File.ReadAllBytes(file), Path.GetDirectoryName(Path.GetFullPath(file)));

    /// <summary>Reads a text.</summary>
    /// <param name="json">The JSON.</param>
    /// <exception cref="EmulatorScenarioException">It is not valid.</exception>
    public static EmulatorScenario Parse(string json) => Parse(System.Text.Encoding.UTF8.GetBytes(json), null);

    /// <summary>Adds scripts, quotas, outages and latencies to options, and sets what else it says; what it does not say stays as it is.</summary>
    /// <param name="options">The options.</param>
    public void ApplyTo(EmulatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (EmulatorScript script in Scripts)
        {
            options.Scripts.Add(script);
        }

        foreach (EmulatorQuota quota in Quotas)
        {
            options.Quotas.Add(quota);
        }

        foreach (EmulatorOutage outage in Outages)
        {
            options.Outages.Add(outage);
        }

        foreach (EmulatorLatency latency in Latencies)
        {
            options.Latencies.Add(latency);
        }

        _settings.ForEach(set => set(options));
    }

    internal static EmulatorScenario Parse(ReadOnlyMemory<byte> json, string? folder)
    {
        var faults = new List<EmulatorScenarioFault>();
        EmulatorScenario? scenario = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, ScenarioJson.Options);
            scenario = ScenarioReader.Read(new ScenarioObject(document.RootElement, "$", faults), folder);
        }
        catch (JsonException broken)
        {
            faults.Add(new EmulatorScenarioFault("$", ScenarioJson.Explain(broken)));
        }

        return faults.Count == 0 && scenario is not null ? scenario : throw new EmulatorScenarioException(faults);
    }

    internal void Set(Action<EmulatorOptions> setting) => _settings.Add(setting);
}
