namespace Outcrop.Emulator.Scenarios;

/// <summary>Reads a whole scenario.</summary>
internal static class ScenarioReader
{
    /// <summary>Reads a scenario; faults are noted in the object.</summary>
    /// <param name="root">The file's object.</param>
    /// <param name="folder">Where the file lies; <see langword="null"/> for one that is no file.</param>
    public static EmulatorScenario Read(ScenarioObject root, string? folder)
    {
        var scenario = new EmulatorScenario
        {
            Scripts = [.. root.Objects("scripts").Select(ScriptReader.Read)],
            Quotas = [.. root.Objects("quotas").Select(ReadQuota)],
            Outages = [.. root.Objects("outages").Select(OutageReader.Read)],
            Latencies = [.. root.Objects("latencies").Select(OutageReader.ReadLatency)],
        };
        ReadPace(root, scenario);
        ReadKeys(root, scenario);
        ReadModels(root, scenario);
        AccountReader.Read(root, scenario);
        ReadRecordings(root, scenario, folder);
        root.Text("$schema");
        root.End();
        return scenario;
    }

    public static EmulatorQuota ReadQuota(ScenarioObject json)
    {
        var quota = new EmulatorQuota
        {
            ModelId = json.Text("model") ?? "*",
            Account = json.Text("account"),
            Region = json.Text("region"),
            RequestsPerMinute = json.Integer("requestsPerMinute", 0),
            TokensPerMinute = json.Integer("tokensPerMinute", 0),
            OutputBurndown = json.Number("outputBurndown", 0, 1000),
            AnswerUnavailable = json.Flag("answerUnavailable"),
        };
        if (quota.RequestsPerMinute is null && quota.TokensPerMinute is null)
        {
            json.Fault(json.Path, "needs requestsPerMinute or tokensPerMinute.");
        }

        json.End();
        return quota;
    }

    private static void ReadPace(ScenarioObject root, EmulatorScenario scenario)
    {
        if (root.Integer("seed", int.MinValue) is int seed)
        {
            scenario.Set(options => options.Seed = seed);
        }

        if (root.Milliseconds("tokenIntervalMs") is TimeSpan interval)
        {
            scenario.Set(options => options.TokenInterval = interval);
        }

        if (root.Milliseconds("firstTokenMs") is TimeSpan first)
        {
            scenario.Set(options => options.FirstTokenDelay = first);
        }
    }

    private static void ReadKeys(ScenarioObject root, EmulatorScenario scenario)
    {
        Dictionary<string, string> keys = root.Map("accessKeys");
        List<string> bearer = root.Texts("bearerKeys");
        Dictionary<string, string> externalIds = root.Map("roleExternalIds");
        bool unchecked1 = root.Flag("acceptUnsigned");
        scenario.Set(options =>
        {
            Add(options.AdditionalKeys, keys);
            options.BearerKeys.UnionWith(bearer);
            Add(options.RoleExternalIds, externalIds);
            options.VerifySignatures &= !unchecked1;
        });
    }

    private static void ReadModels(ScenarioObject root, EmulatorScenario scenario)
    {
        Dictionary<string, string> resources = root.Map("resources");
        List<string> ended = root.Texts("endOfLifeModels");
        List<string> denied = root.Texts("deniedModels");
        bool availability = root.Flag("checkAvailability");
        scenario.Set(options =>
        {
            options.CheckAvailability |= availability;
            Add(options.AdditionalResources, resources);
            options.EndOfLifeModels.UnionWith(ended);
            options.DeniedModels.UnionWith(denied);
        });
    }

    private static void ReadRecordings(ScenarioObject root, EmulatorScenario scenario, string? folder)
    {
        string? recordings = root.Text("recordings");
        if (recordings is not null && folder is null)
        {
            root.FaultAt("recordings", "cannot be changed while the emulator runs.");
        }
        else if (recordings is not null && !Directory.Exists(Path.Combine(folder!, recordings)))
        {
            root.FaultAt("recordings", $"There is no folder {recordings}.");
        }

        string? mode = root.OneOf("replay", "mixed", "strict", "nearest");
        bool timing = root.Flag("replayTiming");
        scenario.Set(options =>
        {
            options.RecordingsFolder = recordings is null ? options.RecordingsFolder : Path.Combine(folder ?? "", recordings);
            options.ReplayMode = mode is null ? options.ReplayMode : Enum.Parse<ReplayMode>(mode, ignoreCase: true);
            options.ReplayTiming |= timing;
        });
    }

    private static void Add(IDictionary<string, string> all, Dictionary<string, string> more)
    {
        foreach ((string name, string value) in more)
        {
            all[name] = value;
        }
    }
}
