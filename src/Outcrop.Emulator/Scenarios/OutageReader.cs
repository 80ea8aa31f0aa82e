namespace Outcrop.Emulator.Scenarios;

/// <summary>Reads what a scenario says of regions: when they are out, and how long they take.</summary>
internal static class OutageReader
{
    private const double LongestSeconds = 86_400;

    public static EmulatorOutage Read(ScenarioObject json)
    {
        string? kind = json.OneOf("kind", "error", "reset", "blackhole", "refuse");
        double? seconds = json.Number("seconds", 0, LongestSeconds);
        var outage = new EmulatorOutage
        {
            Region = json.Text("region"),
            ModelId = json.Text("model"),
            Kind = Enum.TryParse(kind, ignoreCase: true, out EmulatorOutageKind known) ? known : EmulatorOutageKind.Error,
            Status = json.Integer("status", 400, 599) ?? 503,
            ErrorType = json.Text("type"),
            After = TimeSpan.FromSeconds(json.Number("afterSeconds", 0, LongestSeconds) ?? 0),
            Duration = seconds is double length ? TimeSpan.FromSeconds(length) : null,
        };
        if (outage is { Kind: EmulatorOutageKind.Refuse, Duration: null })
        {
            json.Fault(json.Path, "needs seconds: once the port is closed, nobody can ask for its end.");
        }

        if (outage.Kind != EmulatorOutageKind.Error && (json.Has("status") || json.Has("type")))
        {
            json.Fault(json.Path, "has status or type, which only an outage of the kind error answers with.");
        }

        json.End();
        return outage;
    }

    public static EmulatorLatency ReadLatency(ScenarioObject json)
    {
        var latency = new EmulatorLatency
        {
            ModelId = json.Text("model") ?? "*",
            Region = json.Text("region"),
            FirstToken = json.Milliseconds("firstTokenMs"),
            FirstTokenP99 = json.Milliseconds("firstTokenP99Ms"),
            Token = json.Milliseconds("tokenMs"),
            TokenP99 = json.Milliseconds("tokenP99Ms"),
        };
        if (latency is { FirstToken: null, Token: null })
        {
            json.Fault(json.Path, "needs firstTokenMs or tokenMs.");
        }

        Order(json, "firstTokenP99Ms", latency.FirstToken, latency.FirstTokenP99);
        Order(json, "tokenP99Ms", latency.Token, latency.TokenP99);
        json.End();
        return latency;
    }

    private static void Order(ScenarioObject json, string name, TimeSpan? median, TimeSpan? p99)
    {
        if (p99 is not null && !(p99 >= median))
        {
            json.FaultAt(name, "must not be less than the median, which must be there.");
        }
    }
}
