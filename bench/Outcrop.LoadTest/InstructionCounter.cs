using System.Diagnostics;
using System.Globalization;

namespace Outcrop.LoadTest;

/// <summary>Counts the instructions of a process, all its threads, in user mode and in the kernel, with <c>perf stat</c>: a busy machine changes times, and hardly this.</summary>
internal sealed class InstructionCounter : IDisposable
{
    private readonly Process _perf;

    private InstructionCounter(Process perf) => _perf = perf;

    /// <summary>Begins to count.</summary>
    /// <param name="processId">Whose.</param>
    public static async Task<InstructionCounter> StartAsync(int processId)
    {
        var start = new ProcessStartInfo("perf") { RedirectStandardError = true };
        foreach (string argument in (string[])["stat", "-x", ",", "-e", "instructions:u,instructions:k", "-p", processId.ToString(CultureInfo.InvariantCulture)])
        {
            start.ArgumentList.Add(argument);
        }

        var counter = new InstructionCounter(Process.Start(start)!);

        // It says nothing when it has attached; until then nothing is sent that could be missed.
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        return counter;
    }

    /// <summary>Ends the counting.</summary>
    public (double User, double Kernel) Stop()
    {
        using (var interrupt = Process.Start("kill", ["-INT", _perf.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            interrupt.WaitForExit();
        }

        string[] lines = [.. _perf.StandardError.ReadToEnd().Split('\n').Where(line => line.Contains("instructions:", StringComparison.Ordinal))];
        _perf.WaitForExit();
        return (Number(lines[0]), Number(lines[1]));
    }

    /// <inheritdoc/>
    public void Dispose() => _perf.Dispose();

    private static double Number(string line) => double.Parse(line[..line.IndexOf(',', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
}
