using System.CommandLine;
using System.Text.Json;
using Outcrop.Cli.Output;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Configuration.Files;
using Outcrop.Gateway.Keys;

namespace Outcrop.Cli.Commands;

/// <summary><c>outcrop config</c>: what the gateway would make of its configuration.</summary>
internal static class ConfigCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(Terminal terminal) => new("config", "Work with the gateway's configuration.")
    {
        CreateCheck(terminal),
        CreateShow(terminal),
        CreateSchema(terminal),
        CreateHash(terminal),
        NewKeyCommand.Create(terminal),
    };

    private static Command CreateCheck(Terminal terminal)
    {
        Option<string?> config = CreateFileOption();
        Option<bool> json = CreateJsonOption();
        var check = new Command("check", "Read the configuration and report every fault with its path and line.") { config, json };
        check.SetAction(parse =>
        {
            ConfigurationReport report = OutcropConfiguration.Inspect(parse.GetValue(config));
            if (parse.GetValue(json))
            {
                ConfigFaultOutput[] faults = [.. report.Faults.Select(one => new ConfigFaultOutput(one.Path, one.Line, one.Message))];
                terminal.Output.WriteLine(JsonSerializer.Serialize(new ConfigCheckOutput(faults.Length == 0, report.Source, faults, report.Warnings), CliJson.Default.ConfigCheckOutput));
                return ExitCodeOf(report);
            }

            foreach (string warning in report.Warnings)
            {
                terminal.Error.WriteLine($"{terminal.Warn("warning")}: {Terminal.Safe(warning)}");
            }

            if (report.Faults.Count == 0)
            {
                terminal.Output.WriteLine("The configuration is valid.");
            }
            else
            {
                ConfigFaults.Print(terminal, report.Faults);
            }

            return ExitCodeOf(report);
        });
        return check;
    }

    private static Command CreateShow(Terminal terminal)
    {
        Option<string?> config = CreateFileOption();
        Option<bool> json = CreateJsonOption();
        Option<bool> all = new("--all") { Description = "Settings that were not given too, with their defaults" };
        var show = new Command("show", "Print every setting and where it comes from: file, environment or default. Secrets are not shown.") { config, json, all };
        show.SetAction(parse =>
        {
            ConfigurationReport report = OutcropConfiguration.Inspect(parse.GetValue(config));
            ConfigurationValue[] values = [.. report.Values.Where(value => parse.GetValue(all) || value.Origin != "default")];
            if (parse.GetValue(json))
            {
                ConfigValueOutput[] output = [.. values.Select(value => new ConfigValueOutput(value.Path, value.Text is { } text ? JsonSerializer.Deserialize(text, CliJson.Default.JsonElement) : null, value.Origin))];
                terminal.Output.WriteLine(JsonSerializer.Serialize(output, CliJson.Default.ConfigValueOutputArray));
            }
            else
            {
                int width = Math.Min(60, values.Select(value => value.Path.Length).DefaultIfEmpty().Max());
                foreach (ConfigurationValue value in values)
                {
                    terminal.Output.WriteLine($"{Terminal.Safe(value.Path).PadRight(width)}  {Terminal.Safe(value.Text ?? "-")}  {terminal.Faint($"({Terminal.Safe(value.Origin)})")}");
                }
            }

            if (report.Faults.Count > 0)
            {
                ConfigFaults.Print(terminal, report.Faults);
            }

            return ExitCodeOf(report);
        });
        return show;
    }

    private static Command CreateSchema(Terminal terminal)
    {
        var schema = new Command("schema", "Print the JSON schema of the configuration file, for editors and pipelines.");
        schema.SetAction(_ =>
        {
            terminal.Output.Write(ConfigurationSchema.Instance.Text);
            return ExitCodes.Success;
        });
        return schema;
    }

    private static Command CreateHash(Terminal terminal)
    {
        Option<string?> key = new("--key") { Description = "The key; standard input when absent, so that it stays out of the shell's history" };
        var hash = new Command("hash-key", "Print the hash of a gateway key, to stand in the configuration in its place.") { key };
        hash.SetAction(parse =>
        {
            string secret = parse.GetValue(key) ?? Console.In.ReadLine() ?? "";
            terminal.Output.WriteLine(ApiKeyHash.Compute(secret.Trim()));
            return ExitCodes.Success;
        });
        return hash;
    }

    private static int ExitCodeOf(ConfigurationReport report) => report.Faults.Count == 0 ? ExitCodes.Success : ExitCodes.Configuration;

    private static Option<string?> CreateFileOption() => new("--config", "-c") { Description = "Configuration file [default: outcrop.json in $OUTCROP_CONFIG_DIR, else in the working directory, if there is one]" };

    private static Option<bool> CreateJsonOption() => new("--json") { Description = "Print JSON" };
}
