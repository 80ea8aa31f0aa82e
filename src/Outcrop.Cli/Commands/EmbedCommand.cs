using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Embeddings;
using Outcrop.Cli.Options;
using Outcrop.Cli.Output;

namespace Outcrop.Cli.Commands;

/// <summary><c>outcrop embed</c>: texts into vectors.</summary>
internal static class EmbedCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(Terminal terminal)
    {
        var client = new ClientOptions();
        Option<string> model = ModelOption.Create("amazon.titan-embed-text-v2:0");
        Option<int?> dimensions = new("--dimensions") { Description = "Length of each vector, where the model lets one choose" };
        Option<bool> json = new("--json") { Description = "Print one JSON object with all vectors" };
        Argument<string[]> texts = new("text") { Description = "Texts to embed; none reads standard input, one text a line", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("embed", "Turn texts into vectors.") { model, dimensions, json, texts };
        client.AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            string[] given = parse.GetValue(texts) ?? [];
            if (given.Length == 0)
            {
                string all = await Console.In.ReadToEndAsync(cancellationToken);
                given = all.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            }

            using var bedrock = new BedrockClient(client.Read(parse));
            EmbedResponse response = await bedrock.EmbedAsync(
                new EmbedRequest { ModelId = parse.GetValue(model)!, Texts = given, Dimensions = parse.GetValue(dimensions) },
                cancellationToken);
            if (parse.GetValue(json))
            {
                await terminal.Output.WriteLineAsync(JsonSerializer.Serialize(EmbedOutput.From(response), CliJson.Default.EmbedOutput));
            }
            else
            {
                for (int i = 0; i < given.Length; i++)
                {
                    ReadOnlyMemory<float> vector = response.Embeddings[i];
                    IEnumerable<string> first = vector[..Math.Min(4, vector.Length)].ToArray().Select(value => value.ToString("0.0000", CultureInfo.InvariantCulture));
                    await terminal.Output.WriteLineAsync($"{vector.Length} dimensions  [{string.Join(", ", first)}, …]  {Terminal.Safe(given[i])}");
                }
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
