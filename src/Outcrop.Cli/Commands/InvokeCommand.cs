using System.CommandLine;
using System.Text;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Invoke;
using Outcrop.Cli.Options;
using Outcrop.Cli.Output;

namespace Outcrop.Cli.Commands;

/// <summary><c>outcrop invoke</c>: InvokeModel with a body of one's own, byte for byte.</summary>
internal static class InvokeCommand
{
    /// <summary>Creates the command.</summary>
    /// <param name="terminal">Where it writes.</param>
    public static Command Create(Terminal terminal)
    {
        var client = new ClientOptions();
        Option<string> model = ModelOption.Create("anthropic.claude-3-haiku-20240307-v1:0");
        Option<string?> body = new("--body", "-b") { Description = "The JSON body, or @FILE; standard input when absent" };
        Option<bool> stream = new("--stream") { Description = "Call InvokeModelWithResponseStream and print one line for each chunk" };
        var command = new Command("invoke", "Call InvokeModel with the model's own body and print the answer unchanged.") { model, body, stream };
        client.AddTo(command);
        command.SetAction(async (parse, cancellationToken) =>
        {
            using var bedrock = new BedrockClient(client.Read(parse));
            var request = new InvokeModelRequest { ModelId = parse.GetValue(model)!, Body = await ReadBodyAsync(parse.GetValue(body), cancellationToken) };
            if (parse.GetValue(stream))
            {
                await foreach (ReadOnlyMemory<byte> chunk in bedrock.InvokeModelWithResponseStreamAsync(request, cancellationToken))
                {
                    await terminal.Output.WriteLineAsync(Encoding.UTF8.GetString(chunk.Span));
                }
            }
            else
            {
                InvokeModelResponse response = await bedrock.InvokeModelAsync(request, cancellationToken);
                await terminal.Output.WriteLineAsync(Encoding.UTF8.GetString(response.Body.Span));
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<byte[]> ReadBodyAsync(string? body, CancellationToken cancellationToken) => body switch
    {
        null => Encoding.UTF8.GetBytes(await Console.In.ReadToEndAsync(cancellationToken)),
        ['@', .. string file] => await File.ReadAllBytesAsync(file, cancellationToken),
        _ => Encoding.UTF8.GetBytes(body),
    };
}
