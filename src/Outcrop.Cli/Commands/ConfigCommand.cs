using System.CommandLine;
using System.Text.Json;
using Outcrop.Cli.Output;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Keys;

namespace Outcrop.Cli.Commands;

/// <summary><c>outcrop config</c>: what the gateway would make of its configuration.</summary>
internal static class ConfigCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(Terminal terminal)
    {
        Option<string?> config = new("--config", "-c") { Description = "Configuration file [default: outcrop.json in the working directory, if there is one]" };
        Option<bool> json = new("--json") { Description = "Print JSON" };
        var check = new Command("check", "Read the configuration and report every fault with its path.") { config, json };
        check.SetAction(parse =>
        {
            OutcropConfigurationException? fault = Load(parse.GetValue(config));
            if (parse.GetValue(json))
            {
                ConfigFaultOutput[] faults = [.. (fault?.Faults ?? []).Select(one => new ConfigFaultOutput(one.Path, one.Message))];
                terminal.Output.WriteLine(JsonSerializer.Serialize(new ConfigCheckOutput(fault is null, faults), CliJson.Default.ConfigCheckOutput));
            }
            else if (fault is null)
            {
                terminal.Output.WriteLine("The configuration is valid.");
            }
            else
            {
                ConfigFaults.Print(terminal, fault);
            }

            return fault is null ? ExitCodes.Success : ExitCodes.Configuration;
        });
        Option<string?> key = new("--key") { Description = "The key; standard input when absent, so that it stays out of the shell's history" };
        var hash = new Command("hash-key", "Print the hash of a gateway key, to stand in the configuration in its place.") { key };
        hash.SetAction(parse =>
        {
            string secret = parse.GetValue(key) ?? Console.In.ReadLine() ?? "";
            terminal.Output.WriteLine(ApiKeyHash.Compute(secret.Trim()));
            return ExitCodes.Success;
        });
        return new Command("config", "Work with the gateway's configuration.") { check, hash, NewKeyCommand.Create(terminal) };
    }

    private static OutcropConfigurationException? Load(string? path)
    {
        try
        {
            OutcropConfiguration.Load(path);
            return null;
        }
        catch (OutcropConfigurationException fault)
        {
            return fault;
        }
    }
}
