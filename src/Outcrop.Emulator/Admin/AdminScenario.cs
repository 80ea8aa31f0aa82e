using System.Text.Json;
using Outcrop.Emulator.Scenarios;

namespace Outcrop.Emulator.Admin;

/// <summary>Scripts and quotas as the admin surface takes them: one, or an array, in the words of scenario files.</summary>
internal static class AdminScenario
{
    /// <exception cref="EmulatorScenarioException">Something is wrong; then nothing is taken.</exception>
    public static List<EmulatorOutage> ReadOutages(ReadOnlyMemory<byte> body) => Read(body, OutageReader.Read);

    /// <exception cref="EmulatorScenarioException">Something is wrong; then nothing is taken.</exception>
    public static List<EmulatorLatency> ReadLatencies(ReadOnlyMemory<byte> body) => Read(body, OutageReader.ReadLatency);

    /// <exception cref="EmulatorScenarioException">Something is wrong; then nothing is taken.</exception>
    public static List<EmulatorScript> ReadScripts(ReadOnlyMemory<byte> body) => Read(body, ScriptReader.Read);

    /// <inheritdoc cref="ReadScripts"/>
    public static List<EmulatorQuota> ReadQuotas(ReadOnlyMemory<byte> body) => Read(body, ScenarioReader.ReadQuota);

    private static List<T> Read<T>(ReadOnlyMemory<byte> body, Func<ScenarioObject, T> read)
    {
        var faults = new List<EmulatorScenarioFault>();
        List<T> all = [];
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, ScenarioJson.Options);
            JsonElement root = document.RootElement;
            all = root.ValueKind == JsonValueKind.Array
                ? [.. root.EnumerateArray().Select((item, i) => read(new ScenarioObject(item, $"$[{i}]", faults)))]
                : [read(new ScenarioObject(root, "$", faults))];
        }
        catch (JsonException broken)
        {
            faults.Add(new EmulatorScenarioFault("$", ScenarioJson.Explain(broken)));
        }

        return faults.Count == 0 ? all : throw new EmulatorScenarioException(faults);
    }
}
