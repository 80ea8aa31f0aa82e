using System.Globalization;
using System.Text;

namespace Outcrop.LoadTest;

/// <summary>The measurements as tables: medians over the rounds, and ratios to the first candidate of the plan, which is what travels from machine to machine.</summary>
internal static class Report
{
    /// <summary>Writes the tables.</summary>
    /// <param name="candidates">The candidates, the one that ratios refer to first.</param>
    /// <param name="scenarios">The scenarios.</param>
    /// <param name="rounds">The rounds of a candidate in a scenario.</param>
    public static string Write(IReadOnlyList<Candidate> candidates, IReadOnlyList<Scenario> scenarios, Func<Candidate, Scenario, IReadOnlyList<Measurement>> rounds)
    {
        var text = new StringBuilder();
        foreach (Scenario scenario in scenarios)
        {
            string unit = scenario.CountsTokens ? "token" : "request";
            text.Append(Invariant($"### {scenario.Name}, {scenario.PromptBytes / 1000.0:0.#} KB\n\n| through | CPU µs/{unit} | × {candidates[0].Name} | least–most | {unit}s/s | answer p50 / p99, µs |\n|---|---|---|---|---|---|\n"));
            double baseline = 0;
            foreach (Candidate candidate in candidates.Where(candidate => candidate.Takes(scenario)))
            {
                IReadOnlyList<Measurement> measured = rounds(candidate, scenario);
                double[] cpu = [.. measured.Select(m => m.CpuMicroseconds / Units(m, scenario)).Order()];
                double median = Median(cpu);
                baseline = baseline == 0 ? median : baseline;
                double rate = Median([.. measured.Select(m => Units(m, scenario) / m.Elapsed.TotalSeconds).Order()]);
                double p50 = Median([.. measured.Select(m => m.P50).Order()]);
                double p99 = Median([.. measured.Select(m => m.P99).Order()]);
                text.Append(Invariant($"| {candidate.Name} | {median:0.0} | {median / baseline:0.00} | {cpu[0]:0.0}–{cpu[^1]:0.0} | {rate:0} | {p50:0} / {p99:0} |\n"));
            }

            text.Append('\n');
        }

        text.Append("### Start and memory\n\n| through | start to first answer, ms | RSS after it, MB | RSS loaded, MB |\n|---|---|---|---|\n");
        foreach (Candidate candidate in candidates)
        {
            long most = scenarios.Where(candidate.Takes).SelectMany(scenario => rounds(candidate, scenario)).Max(m => m.ResidentKilobytes);
            text.Append(Invariant($"| {candidate.Name} | {candidate.StartTime.TotalMilliseconds:0} | {candidate.IdleKilobytes / 1024.0:0} | {most / 1024.0:0} |\n"));
        }

        return text.ToString();
    }

    private static double Units(Measurement measurement, Scenario scenario) => scenario.CountsTokens ? measurement.Requests * MockAnswer.Deltas : measurement.Requests;

    private static double Median(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
