using System.CommandLine;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Cli.Options;
using Outcrop.Cli.Output;

namespace Outcrop.Cli.Commands;

/// <summary><c>outcrop chat</c>: one question, or a conversation at the terminal.</summary>
internal static class ChatCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(Terminal terminal)
    {
        var client = new ClientOptions();
        Option<string> model = ModelOption.Create("anthropic.claude-3-haiku-20240307-v1:0");
        Option<string?> system = new("--system") { Description = "System prompt" };
        Option<int?> maxTokens = new("--max-tokens") { Description = "The most tokens of the answer" };
        Option<double?> temperature = new("--temperature") { Description = "0 to 1" };
        Option<double?> topP = new("--top-p") { Description = "0 to 1" };
        Option<bool> invoke = new("--invoke") { Description = "Call InvokeModel with the family's own body instead of Converse" };
        Option<bool> usage = new("--usage") { Description = "Tell tokens and price on standard error" };
        var answer = new AnswerOptions();
        Argument<string[]> prompt = new("prompt") { Description = "The question; none reads standard input, or starts a conversation at a terminal", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("chat", "Ask a model; the answer streams to standard output.") { model, system, maxTokens, temperature, topP, invoke, usage, prompt };
        answer.AddTo(command);
        client.AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            BedrockClientOptions options = client.Read(parse);
            if (parse.GetValue(invoke))
            {
                options.ApiByModel[parse.GetValue(model)!] = BedrockApi.InvokeModel;
            }

            using var bedrock = new BedrockClient(options);
            var request = new ConverseRequest
            {
                ModelId = parse.GetValue(model)!,
                InferenceConfig = new InferenceConfiguration
                {
                    MaxTokens = parse.GetValue(maxTokens),
                    Temperature = parse.GetValue(temperature),
                    TopP = parse.GetValue(topP),
                },
            };
            if (parse.GetValue(system) is { Length: > 0 } instructions)
            {
                request.System.Add(new TextBlock(instructions));
            }

            try
            {
                await answer.ApplyAsync(parse, request, cancellationToken);
            }
            catch (InvalidDataException fault)
            {
                await terminal.Error.WriteLineAsync($"{terminal.Bad("error")}: {Terminal.Safe(fault.Message)}");
                return ExitCodes.Usage;
            }

            var session = new ChatSession(bedrock, request, parse.GetValue(usage), terminal);
            string[] words = parse.GetValue(prompt) ?? [];
            if (words.Length > 0)
            {
                await session.AskAsync(string.Join(' ', words), cancellationToken);
            }
            else if (Console.IsInputRedirected)
            {
                await session.AskAsync(await Console.In.ReadToEndAsync(cancellationToken), cancellationToken);
            }
            else
            {
                await session.ConverseAsync(cancellationToken);
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
