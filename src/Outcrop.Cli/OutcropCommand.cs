using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.AspNetCore.Connections;
using Outcrop.Bedrock.Errors;
using Outcrop.Cli.Commands;
using Outcrop.Cli.Output;
using Outcrop.Gateway.Configuration;

namespace Outcrop.Cli;

/// <summary>The <c>outcrop</c> command: the list of its parts, and how their failures leave the process.</summary>
internal static class OutcropCommand
{
    /// <summary>Runs the command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] args, Terminal terminal)
    {
        using var signals = new StopSignals();
        var root = new RootCommand("Outcrop: Amazon Bedrock through the dialects your tools already speak, and an offline Bedrock to test against.");
        root.Add(DevCommand.Create(terminal, signals));
        root.Add(ServeCommand.Create(terminal, signals));
        root.Add(EmulateCommand.Create(terminal));
        root.Add(ChatCommand.Create(terminal));
        root.Add(InvokeCommand.Create(terminal));
        root.Add(EmbedCommand.Create(terminal));
        root.Add(ExplainCommand.Create(terminal));
        root.Add(ModelsCommand.Create(terminal));
        root.Add(DoctorCommand.Create(terminal));
        root.Add(ConfigCommand.Create(terminal));
        root.Add(EnvCommand.Create(terminal));
        ParseResult parse = root.Parse(args);
        if (UnknownOption(parse) is { } unknown)
        {
            await terminal.Error.WriteLineAsync($"{terminal.Bad("error")}: there is no option '{Terminal.Safe(unknown)}'; see outcrop {parse.CommandResult.Command.Name} --help. Text that begins so goes behind --.").ConfigureAwait(false);
            return ExitCodes.Usage;
        }

        var invocation = new InvocationConfiguration { Output = terminal.Output, Error = terminal.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        try
        {
            int code = await parse.InvokeAsync(invocation, signals.Token).ConfigureAwait(false);
            return parse.Errors.Count > 0 ? ExitCodes.Usage : code;
        }
        catch (OutcropConfigurationException fault)
        {
            ConfigFaults.Print(terminal, fault.Faults);
            return ExitCodes.Configuration;
        }
        catch (BedrockException fault)
        {
            await terminal.Error.WriteLineAsync($"{terminal.Bad("error")}: {Terminal.Safe(fault.Message)}{Detail(fault)}").ConfigureAwait(false);
            return fault.Kind switch
            {
                BedrockErrorKind.Credentials or BedrockErrorKind.ExpiredToken => ExitCodes.Credentials,
                BedrockErrorKind.Configuration => ExitCodes.Configuration,
                _ => ExitCodes.Failure,
            };
        }
        catch (IOException fault)
        {
            // A file that is not there, a port that is taken, a pipe that closed: the system's own sentence says it best.
            string mend = fault.InnerException is AddressInUseException ? " Another program listens there; --port (of dev also --emulator-port) takes another one, 0 any that is free." : "";
            await terminal.Error.WriteLineAsync($"{terminal.Bad("error")}: {Terminal.Safe(fault.Message)}{mend}").ConfigureAwait(false);
            return ExitCodes.Failure;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
    }

    /// <summary>A misspelt option would otherwise be taken for the first word of a question, and be sent.</summary>
    private static string? UnknownOption(ParseResult parse)
    {
        foreach (Token token in parse.Tokens)
        {
            if (token.Type == TokenType.DoubleDash)
            {
                return null;
            }

            if (token.Type == TokenType.Argument && token.Value.Length > 2 && token.Value.StartsWith("--", StringComparison.Ordinal) && char.IsAsciiLetter(token.Value[2]) && !token.Value.Contains(' '))
            {
                return token.Value;
            }
        }

        return null;
    }

    private static string Detail(BedrockException fault)
    {
        string[] parts = [fault.AwsCode ?? "", fault.StatusCode is { } status ? $"HTTP {status}" : "", fault.RequestId is { } id ? $"request {id}" : ""];
        string detail = string.Join(", ", parts.Where(part => part.Length > 0));
        return detail.Length == 0 ? "" : $" ({detail})";
    }
}
