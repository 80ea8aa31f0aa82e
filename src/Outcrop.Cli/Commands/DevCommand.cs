using System.CommandLine;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Outcrop.Cli.Options;
using Outcrop.Cli.Output;
using Outcrop.Emulator;
using Outcrop.Gateway;

namespace Outcrop.Cli.Commands;

/// <summary><c>outcrop dev</c>: the gateway before the built-in emulator, with no AWS account.</summary>
internal static class DevCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="signals">What stops it.</param>
    public static Command Create(Terminal terminal, StopSignals signals)
    {
        var gateway = new GatewayOptions();
        Option<int?> emulatorPort = PortOption.Create("--emulator-port", $"The emulator's port; 0 for any free one [default: {EmulateCommand.DefaultPort}]");
        Option<int> interval = new("--token-interval") { Description = "Milliseconds between two streamed chunks", DefaultValueFactory = _ => 15 };
        var command = new Command("dev", "Run the gateway with the built-in emulator. Answers are simulated; no AWS account is used.") { emulatorPort, interval };
        gateway.AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            long started = Stopwatch.GetTimestamp();
            await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(
                new EmulatorOptions
                {
                    Port = parse.GetValue(emulatorPort) ?? EmulateCommand.DefaultPort,
                    TokenInterval = TimeSpan.FromMilliseconds(parse.GetValue(interval)),
                },
                cancellationToken);
            GatewayHostOptions options = gateway.Read(parse);
            options.DevelopmentMode = true;

            // The emulator's journal is the user's: what he did not ask for does not stand in it.
            options.LooksAtAccounts = false;
            options.ConfigureBedrock = client =>
            {
                // Whatever the shell holds for the real AWS, dev never leaves this machine.
                client.Endpoint = emulator.Endpoint;
                client.RuntimeEndpoint = client.ControlPlaneEndpoint = client.MantleEndpoint = null;
                client.UseFips = false;
                client.UseDualStack = false;
                client.Region = "us-east-1";
                client.Credentials = new()
                {
                    AccessKeyId = emulator.AccessKeyId,
                    SecretAccessKey = emulator.SecretAccessKey,
                    StsEndpoint = emulator.Endpoint,
                };
            };
            options.StopNow = signals.Again;
            await using WebApplication app = GatewayHost.Create(options);
            await app.StartAsync(cancellationToken);
            PrintBanner(terminal, app, emulator, Stopwatch.GetElapsedTime(started));
            await GatewayRun.UntilStoppedAsync(app, signals, cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }

    private static void PrintBanner(Terminal terminal, WebApplication app, BedrockEmulator emulator, TimeSpan startTime)
    {
        string url = app.Urls.First().TrimEnd('/');
        terminal.Error.WriteLine($$"""
            {{terminal.Strong("Outcrop dev")}}  ready in {{startTime.TotalMilliseconds:0}} ms
              gateway   {{url}}
              emulator  {{emulator.Endpoint.ToString().TrimEnd('/')}}   access key {{emulator.AccessKeyId}}, secret {{emulator.SecretAccessKey}}
              {{terminal.Warn("Answers are simulated")}} by the built-in emulator; no AWS account is used, no model is called.
            Try:
              curl -N {{url}}/chat/completions/stream -H 'Content-Type: application/json' \
                -d '{"model":"anthropic.claude-3-haiku-20240307-v1:0","messages":[{"role":"user","content":"Say hello"}]}'
            Base URLs: {{url}}/v1 for OpenAI's tools, {{url}} for Anthropic's and AWS's; `outcrop env` prints the variables, {{url}}/docs shows every path.
            Ctrl-C stops it, a second one at once.
            """);
    }
}
