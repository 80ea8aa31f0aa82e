using System.Globalization;

namespace Outcrop.LoadTest;

/// <summary>What each scenario costs each candidate in instructions: warmed up, counted twice, the lesser told. One candidate runs at a time.</summary>
internal static class Instructions
{
    private const int Counts = 2;

    /// <summary>Runs the plan and writes a line of a table for each candidate and scenario.</summary>
    /// <param name="plan">The plan's file.</param>
    /// <param name="load">The load.</param>
    /// <param name="only">A part of the candidates' names, then of the scenarios'.</param>
    public static async Task RunAsync(string plan, Load load, params string[] only)
    {
        Console.WriteLine("| through | scenario | user | kernel | both |\n|---|---|---|---|---|");
        foreach (string line in File.ReadLines(plan).Where(line => line.Length > 0 && Names(line.Split('\t')[0], 0)))
        {
            using var candidate = new Candidate(line);
            await candidate.StartAsync(load);
            foreach (Scenario scenario in Scenario.All.Where(scenario => candidate.Takes(scenario) && Names(scenario.Name, 1)))
            {
                await CountAsync(candidate, scenario with { Requests = scenario.Requests / 3 }, load);
            }
        }

        bool Names(string name, int argument) => only.Length <= argument || name.Contains(only[argument], StringComparison.Ordinal);
    }

    private static async Task CountAsync(Candidate candidate, Scenario scenario, Load load)
    {
        await load.RunAsync(candidate, scenario with { Requests = scenario.Requests / 2 });
        (double User, double Kernel) least = (double.MaxValue, double.MaxValue);
        for (int i = 0; i < Counts; i++)
        {
            using InstructionCounter counter = await InstructionCounter.StartAsync(candidate.ProcessId);
            Measurement measured = await load.RunAsync(candidate, scenario);
            (double user, double kernel) = counter.Stop();
            double units = scenario.CountsTokens ? measured.Requests * MockAnswer.Deltas : measured.Requests;
            least = (Math.Min(least.User, user / units), Math.Min(least.Kernel, kernel / units));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {candidate.Name} | {scenario.Name} | {least.User:0} | {least.Kernel:0} | {least.User + least.Kernel:0} |"));
    }
}
