using System.CommandLine;
using System.Text.Json;
using Outcrop.Cli.Env;
using Outcrop.Cli.Options;
using Outcrop.Cli.Output;

namespace Outcrop.Cli.Commands;

/// <summary><c>outcrop doctor</c>: what stands between this machine and an answer, each finding with its mend.</summary>
internal static class DoctorCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(Terminal terminal)
    {
        var client = new ClientOptions();
        Option<string> model = ModelOption.Create("anthropic.claude-3-haiku-20240307-v1:0");
        Option<string?> config = new("--config", "-c") { Description = "Configuration file to check too" };
        Option<Uri?> gateway = EndpointOption.Create("--gateway", "Address of a running gateway; explains its readiness and the state of its targets instead");
        Option<string?> key = new("--key") { Description = $"A key of that gateway, which tells details to keys only [default: {EnvSettings.KeyVariable}]" };
        Option<bool> json = new("--json") { Description = "Print JSON" };
        var command = new Command("doctor", "Check runtime, configuration, region, credentials, clock, reachability and model access. Calls nothing that costs money.") { model, config, gateway, key, json };
        client.AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            IReadOnlyList<DoctorCheck> checks = parse.GetValue(gateway) is { } address
                ? await new GatewayDoctor(address, parse.GetValue(key) ?? Environment.GetEnvironmentVariable(EnvSettings.KeyVariable)).CheckAsync(cancellationToken)
                : await new Doctor(client.Read(parse), parse.GetValue(model)!, parse.GetValue(config)).CheckAsync(cancellationToken);
            bool healthy = checks.All(check => check.Status is not "failed");
            if (parse.GetValue(json))
            {
                await terminal.Output.WriteLineAsync(JsonSerializer.Serialize(new DoctorOutput(healthy, checks), CliJson.Default.DoctorOutput));
            }
            else
            {
                Print(terminal, checks);
            }

            return healthy ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }

    private static void Print(Terminal terminal, IReadOnlyList<DoctorCheck> checks)
    {
        foreach (DoctorCheck check in checks)
        {
            string mark = check.Status switch
            {
                "ok" => terminal.Good("ok     "),
                "warning" => terminal.Warn("warning"),
                "failed" => terminal.Bad("failed "),
                _ => "skipped",
            };
            terminal.Output.WriteLine($"{mark}  {check.Name,-14} {Terminal.Safe(check.Finding)}");
            if (check.Mend is not null)
            {
                terminal.Output.WriteLine($"         {"",-14} → {Terminal.Safe(check.Mend)}");
            }
        }
    }
}
