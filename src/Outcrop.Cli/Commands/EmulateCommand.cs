using System.CommandLine;
using System.Net;
using Outcrop.Cli.Options;
using Outcrop.Cli.Output;
using Outcrop.Emulator;

namespace Outcrop.Cli.Commands;

/// <summary><c>outcrop emulate</c>: the offline Bedrock alone.</summary>
internal static class EmulateCommand
{
    /// <summary>The emulator's port unless another is asked for.</summary>
    public const int DefaultPort = 4599;

    /// <summary>Creates the command.</summary>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(Terminal terminal)
    {
        Option<int?> port = PortOption.Create("--port", $"Port to listen on; 0 for any free one [default: {DefaultPort}]");
        Option<int> interval = new("--token-interval") { Description = "Milliseconds between two streamed chunks", DefaultValueFactory = _ => 15 };
        Option<IPAddress?> listen = new("--listen")
        {
            Description = "Address to listen on; 0.0.0.0 for all, as inside a container [default: 127.0.0.1]",
            CustomParser = result =>
            {
                if (IPAddress.TryParse(result.Tokens[0].Value, out IPAddress? address))
                {
                    return address;
                }

                result.AddError($"'{result.Tokens[0].Value}' is no IP address.");
                return null;
            },
        };
        var command = new Command("emulate", "Run an offline Amazon Bedrock and STS. Answers are simulated; no AWS account is used.") { port, interval, listen };
        var files = new EmulatorFileOptions();
        files.AddTo(command);
        var account = new EmulatorAccountOptions();
        account.AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            try
            {
                var options = new EmulatorOptions { Port = parse.GetValue(port) ?? DefaultPort, Address = parse.GetValue(listen) ?? IPAddress.Loopback };
                files.Fill(parse, options);
                account.Fill(parse, options);
                if (parse.GetResult(interval) is { Implicit: false })
                {
                    options.TokenInterval = TimeSpan.FromMilliseconds(parse.GetValue(interval));
                }

                await RunAsync(terminal, options, cancellationToken);
                return ExitCodes.Success;
            }
            catch (EmulatorScenarioException mistake)
            {
                PrintFaults(terminal, mistake);
                return ExitCodes.Configuration;
            }
            catch (InvalidDataException mistake)
            {
                terminal.Error.WriteLine($"{terminal.Bad("error")}: {Terminal.Safe(mistake.Message)}");
                return ExitCodes.Configuration;
            }
        });
        return command;
    }

    private static async Task RunAsync(Terminal terminal, EmulatorOptions options, CancellationToken cancellationToken)
    {
        await using BedrockEmulator emulator = await StartAsync(options, cancellationToken);
        PrintMode(terminal, options);
        PrintBanner(terminal, emulator, options.Region ?? "us-east-1");
        await emulator.WaitForShutdownAsync(cancellationToken);
    }

    /// <summary>A guardrail's definition is looked at when the emulator starts; what is wrong in it is the user's, as in a scenario.</summary>
    private static async Task<BedrockEmulator> StartAsync(EmulatorOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await BedrockEmulator.StartAsync(options, cancellationToken);
        }
        catch (ArgumentException mistake) when (options.Guardrails.Count > 0)
        {
            throw new InvalidDataException(mistake.Message, mistake);
        }
    }

    private static void PrintFaults(Terminal terminal, EmulatorScenarioException mistake)
    {
        terminal.Error.WriteLine($"{terminal.Bad("error")}: the scenario has {mistake.Faults.Count} {(mistake.Faults.Count == 1 ? "fault" : "faults")}:");
        foreach (EmulatorScenarioFault fault in mistake.Faults)
        {
            terminal.Error.WriteLine($"  {Terminal.Safe(fault.Path)}: {Terminal.Safe(fault.Message)}");
        }
    }

    private static void PrintMode(Terminal terminal, EmulatorOptions options)
    {
        if (options.RecordFolder is not null)
        {
            terminal.Error.WriteLine($"{terminal.Warn("Recording")}: requests go to {options.Upstream} and may cost money; exchanges go to {Terminal.Safe(options.RecordFolder)}.");
        }
        else if (options.RecordingsFolder is not null)
        {
            terminal.Error.WriteLine($"Replaying {Terminal.Safe(options.RecordingsFolder)}.");
        }
    }

    private static void PrintBanner(Terminal terminal, BedrockEmulator emulator, string region)
    {
        string endpoint = emulator.Endpoint.ToString().TrimEnd('/');
        terminal.Output.WriteLine($"""
            {terminal.Strong("Outcrop emulator")}  {endpoint}   (answers are simulated)
            Point any AWS SDK at it:
              export AWS_ENDPOINT_URL_BEDROCK_RUNTIME={endpoint}
              export AWS_ENDPOINT_URL_BEDROCK={endpoint}
              export AWS_ENDPOINT_URL_STS={endpoint}
              export AWS_ACCESS_KEY_ID={emulator.AccessKeyId}
              export AWS_SECRET_ACCESS_KEY={emulator.SecretAccessKey}
              export AWS_REGION={region} AWS_DEFAULT_REGION={region}
            Ctrl-C stops it.
            """);
    }
}
