using System.CommandLine;
using System.Text.Json;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Explain;
using Outcrop.Cli.Options;
using Outcrop.Cli.Output;

namespace Outcrop.Cli.Commands;

/// <summary><c>outcrop explain</c>: the request that would be sent, and what becomes of each parameter, without sending it.</summary>
internal static class ExplainCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(Terminal terminal)
    {
        var client = new ClientOptions();
        var chat = new ChatRequestOptions();
        Option<string> api = new("--api") { Description = "auto, converse or invoke", DefaultValueFactory = _ => "auto" };
        api.AcceptOnlyFromAmong("auto", "converse", "invoke");
        Option<bool> stream = new("--stream") { Description = "As if the answer were to be streamed" };
        Option<bool> strict = new("--strict") { Description = "As a strict client: what would be dropped is refused" };
        Option<bool> json = new("--json") { Description = "Print JSON" };
        var command = new Command("explain", "Show the request that would be sent, and what becomes of each parameter. Sends nothing to Bedrock; needs no credentials.") { api, stream, strict, json };
        chat.AddTo(command);
        client.AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            ConverseRequest request;
            try
            {
                request = await chat.ReadAsync(parse, cancellationToken);
            }
            catch (Exception fault) when (fault is InvalidDataException or JsonException)
            {
                await terminal.Error.WriteLineAsync($"{terminal.Bad("error")}: {Terminal.Safe(fault.Message)}");
                return ExitCodes.Usage;
            }

            if (request.Messages.Count == 0)
            {
                await terminal.Error.WriteLineAsync($"{terminal.Bad("error")}: there is no message to explain: give a question, or a request with --file.");
                return ExitCodes.Usage;
            }

            BedrockClientOptions options = client.Read(parse);
            options.StrictParameters = parse.GetValue(strict);
            using var bedrock = new BedrockClient(options);
            BedrockApi asked = parse.GetValue(api) switch
            {
                "converse" => BedrockApi.Converse,
                "invoke" => BedrockApi.InvokeModel,
                _ => BedrockApi.Auto,
            };
            ExplainedRequest explained = await bedrock.ExplainAsync(request, asked, parse.GetValue(stream), cancellationToken);
            if (parse.GetValue(json))
            {
                await terminal.Output.WriteLineAsync(JsonSerializer.Serialize(ExplainOutput.From(explained), CliJson.Default.ExplainOutput));
            }
            else
            {
                new ExplainPrinter(terminal).Print(explained);
            }

            return explained.IsRefused ? ExitCodes.Refused : ExitCodes.Success;
        });
        return command;
    }
}
