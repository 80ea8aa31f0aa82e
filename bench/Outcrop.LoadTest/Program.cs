using System.Diagnostics;
using System.Globalization;
using Outcrop.LoadTest;

// Usage: Outcrop.LoadTest PLAN UPSTREAM_PORT ROUNDS WARM_UP_SECONDS [SCENARIO-FILTER]
//    or: Outcrop.LoadTest instructions PLAN UPSTREAM_PORT [CANDIDATE-FILTER [SCENARIO-FILTER]]
// One process holds the mock upstream and the load and belongs on core 1; the candidates are started on core 0, all at once, and take turns, so that
// whatever else the machine does meets all of them. The tables go to standard output.
using var upstream = new MockUpstream();
if (args[0] == "instructions")
{
    upstream.Start(int.Parse(args[2], CultureInfo.InvariantCulture));
    await Instructions.RunAsync(args[1], new Load(upstream.Converse), args[3..]);
    return;
}

upstream.Start(int.Parse(args[1], CultureInfo.InvariantCulture));
int rounds = int.Parse(args[2], CultureInfo.InvariantCulture);
var warmUp = TimeSpan.FromSeconds(int.Parse(args[3], CultureInfo.InvariantCulture));
Scenario[] scenarios = [.. Scenario.All.Where(scenario => args.Length < 5 || scenario.Name.Contains(args[4], StringComparison.Ordinal))];
var load = new Load(upstream.Converse);
var candidates = new List<Candidate>();
var results = new Dictionary<(Candidate, Scenario), List<Measurement>>();
try
{
    foreach (string line in File.ReadLines(args[0]).Where(line => line.Length > 0))
    {
        candidates.Add(new Candidate(line));
        await candidates[^1].StartAsync(load);
        Console.Error.WriteLine($"{candidates[^1].Name}: first answer after {candidates[^1].StartTime.TotalMilliseconds:0} ms");
    }

    foreach (Candidate candidate in candidates)
    {
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < warmUp)
        {
            await load.RunAsync(candidate, Scenario.All[0] with { Requests = 4_000 });
        }
    }

    for (int round = 0; round < rounds; round++)
    {
        foreach (Scenario scenario in scenarios)
        {
            foreach (Candidate candidate in candidates.Where(candidate => candidate.Takes(scenario)))
            {
                if (!results.TryGetValue((candidate, scenario), out List<Measurement>? measured))
                {
                    results[(candidate, scenario)] = measured = [];
                }

                measured.Add(await load.RunAsync(candidate, scenario));
                Measurement last = measured[^1];
                Console.Error.WriteLine($"round {round + 1}, {scenario.Name}, {candidate.Name}: {last.CpuMicroseconds / last.Requests:0.0} µs/request, {last.Requests / last.Elapsed.TotalSeconds:0} requests/s");
            }
        }
    }

    Console.Write(Report.Write(candidates, scenarios, (candidate, scenario) => results[(candidate, scenario)]));
}
finally
{
    candidates.ForEach(candidate => candidate.Dispose());
}
