using System.CommandLine;
using Outcrop.Cli.Env;
using Outcrop.Cli.Options;
using Outcrop.Cli.Output;

namespace Outcrop.Cli.Commands;

/// <summary><c>outcrop env TOOL</c>: the variables that make a tool use the gateway, as lines for a shell. Secrets come from arguments, or the lines refer to variables that hold them.</summary>
internal static class EnvCommand
{
    private const string DefaultUrl = "http://127.0.0.1:8001";

    /// <summary>Creates the command, with one of its own for each tool.</summary>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("env", "Print the variables that make a tool use the gateway, for a shell to run. One command for each tool.");
        foreach (EnvTool tool in EnvTools.All)
        {
            command.Add(Create(terminal, tool));
        }

        return command;
    }

    private static Command Create(Terminal terminal, EnvTool tool)
    {
        Option<string?> shell = new("--shell") { Description = "sh, fish, powershell or cmd [default: the one in use]" };
        shell.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !ShellWriter.TryFind(result.Tokens[0].Value, out _))
            {
                result.AddError($"'{result.Tokens[0].Value}' is none of sh, fish, powershell, cmd.");
            }
        });
        Option<Uri?> url = EndpointOption.Create("--url", $"The gateway's URL [default: {DefaultUrl}]");
        Option<string?> region = new("--region") { Description = "The region for tools that want one [default: us-east-1]" };
        Option<string?> model = new("--model", "-m") { Description = "The model, for tools that take it from a variable" };
        Option<string?> key = new("--key") { Description = $"A key of the gateway [default: the lines refer to {EnvSettings.KeyVariable}]" };
        Option<string?> id = new("--access-key-id") { Description = "The id of a key's access key [default: the lines refer to OUTCROP_ACCESS_KEY_ID]" };
        Option<string?> secret = new("--secret-access-key") { Description = "Its secret [default: the lines refer to OUTCROP_SECRET_ACCESS_KEY]" };
        var command = new Command(tool.Name, tool.Description) { shell, url, region, model, key, id, secret };
        command.SetAction(parse =>
        {
            ShellKind kind = parse.GetValue(shell) is { } name && ShellWriter.TryFind(name, out ShellKind found)
                ? found
                : ShellWriter.Guess(Environment.GetEnvironmentVariable("SHELL"), OperatingSystem.IsWindows());
            var settings = new EnvSettings(
                parse.GetValue(url)?.AbsoluteUri.TrimEnd('/') ?? DefaultUrl,
                parse.GetValue(region) ?? "us-east-1",
                parse.GetValue(key),
                parse.GetValue(id),
                parse.GetValue(secret),
                parse.GetValue(model));
            return Print(terminal, kind, tool, settings);
        });
        return command;
    }

    private static int Print(Terminal terminal, ShellKind shell, EnvTool tool, EnvSettings settings)
    {
        // 1. Nothing is printed unless all can be: half of the variables would point a tool at two places.
        var lines = new List<string>();
        foreach (EnvLine line in tool.Lines(settings))
        {
            if (!ShellWriter.TryWrite(shell, line, out string? text))
            {
                terminal.Error.WriteLine($"{terminal.Bad("error")}: the value of {line.Name} holds a character that this shell cannot take as it stands.");
                return ExitCodes.Usage;
            }

            lines.Add(text);
        }

        lines.AddRange(tool.Notes(settings).Select(note => ShellWriter.Comment(shell, Terminal.Safe(note))));
        lines.Add(ShellWriter.Comment(shell, $"All at once, with the same options: {ShellWriter.HowToRun(shell, tool.Name)}"));

        // 2. Data to standard output, words to standard error.
        foreach (string line in lines)
        {
            terminal.Output.WriteLine(line);
        }

        foreach (EnvLine line in tool.Lines(settings))
        {
            if (line.Value is { IsReference: true, Text: var variable })
            {
                Warn(terminal, variable, $"{line.Name} is taken from {variable}");
            }
        }

        if (tool.Name == "codex" && string.IsNullOrEmpty(settings.Key))
        {
            Warn(terminal, EnvSettings.KeyVariable, $"Codex reads the key from {EnvSettings.KeyVariable}");
        }

        return ExitCodes.Success;
    }

    private static void Warn(Terminal terminal, string variable, string words) => terminal.Error.WriteLine(
        $"{terminal.Warn("warning")}: {words}{(string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)) ? ", which is not set" : "")}; nothing was given on the command line.");
}
