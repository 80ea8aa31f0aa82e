using Outcrop.Cli.Output;
using Outcrop.Gateway.Configuration;

namespace Outcrop.Cli.Commands;

/// <summary>Prints every fault of a configuration at once.</summary>
internal static class ConfigFaults
{
    /// <summary>Prints them to standard error.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="faults">The faults.</param>
    public static void Print(Terminal terminal, IReadOnlyList<ConfigurationFault> faults)
    {
        terminal.Error.WriteLine($"{terminal.Bad("error")}: the configuration has {faults.Count} {(faults.Count == 1 ? "fault" : "faults")}:");
        foreach (ConfigurationFault one in faults)
        {
            terminal.Error.WriteLine($"  {Terminal.Safe(one.ToString())}");
        }
    }
}
