using Outcrop.Cli.Output;
using Outcrop.Gateway.Configuration;

namespace Outcrop.Cli.Commands;

/// <summary>Prints every fault of a configuration at once.</summary>
internal static class ConfigFaults
{
    /// <summary>Prints them to standard error.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="fault">The faults.</param>
    public static void Print(Terminal terminal, OutcropConfigurationException fault)
    {
        terminal.Error.WriteLine($"{terminal.Bad("error")}: the configuration has {fault.Faults.Count} {(fault.Faults.Count == 1 ? "fault" : "faults")}:");
        foreach (ConfigurationFault one in fault.Faults)
        {
            terminal.Error.WriteLine($"  {Terminal.Safe(one.Path)}: {Terminal.Safe(one.Message)}");
        }
    }
}
