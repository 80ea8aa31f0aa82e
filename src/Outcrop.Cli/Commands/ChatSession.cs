using System.Runtime.CompilerServices;
using System.Text;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Cli.Output;

namespace Outcrop.Cli.Commands;

/// <summary>A conversation that remembers what was said.</summary>
internal sealed class ChatSession(BedrockClient client, ConverseRequest request, bool invoke, Terminal terminal)
{
    /// <summary>Asks and prints the answer as it comes.</summary>
    /// <param name="question">The question.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task AskAsync(string question, CancellationToken cancellationToken)
    {
        request.Messages.Add(new Message(ConversationRole.User, question));
        var answer = new StringBuilder();
        IAsyncEnumerable<string> texts = invoke ? client.CompleteStreamAsync(request, cancellationToken) : ConverseAsync(request, cancellationToken);
        await foreach (string text in texts.ConfigureAwait(false))
        {
            answer.Append(text);
            await terminal.Output.WriteAsync(Terminal.Safe(text).AsMemory(), cancellationToken).ConfigureAwait(false);
        }

        await terminal.Output.WriteLineAsync().ConfigureAwait(false);
        request.Messages.Add(new Message(ConversationRole.Assistant, answer.ToString()));
    }

    /// <summary>Asks line after line until the input ends.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task ConverseAsync(CancellationToken cancellationToken)
    {
        await terminal.Error.WriteLineAsync($"{request.ModelId}; an empty line or Ctrl-D ends the conversation.").ConfigureAwait(false);
        while (true)
        {
            await terminal.Error.WriteAsync(terminal.Strong("> ")).ConfigureAwait(false);
            string? line = await Console.In.ReadLineAsync(cancellationToken).ConfigureAwait(false);
            if (string.IsNullOrWhiteSpace(line))
            {
                return;
            }

            await AskAsync(line, cancellationToken).ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<string> ConverseAsync(ConverseRequest question, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (ConverseStreamEvent one in client.ConverseStreamAsync(question, cancellationToken).ConfigureAwait(false))
        {
            if (one is ContentBlockDeltaEvent { Delta: TextDelta text })
            {
                yield return text.Text;
            }
        }
    }
}
