using System.Globalization;
using System.Text;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Rules;
using Outcrop.Cli.Output;

namespace Outcrop.Cli.Commands;

/// <summary>A conversation that remembers what was said. The answer goes to standard output; what the model thinks, and what became of the request, to standard error.</summary>
internal sealed class ChatSession(BedrockClient client, ConverseRequest request, bool showUsage, Terminal terminal)
{
    private bool _thinking;

    /// <summary>Asks and prints the answer as it comes.</summary>
    /// <param name="question">The question.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task AskAsync(string question, CancellationToken cancellationToken)
    {
        request.Messages.Add(new Message(ConversationRole.User, question));
        var answer = new StringBuilder();
        StopReason? stop = null;
        TokenUsage? usage = null;
        await foreach (ConverseStreamEvent one in client.ConverseStreamAsync(request, cancellationToken).ConfigureAwait(false))
        {
            switch (one)
            {
                case MessageStartEvent start:
                    await TellChangesAsync(start).ConfigureAwait(false);
                    break;
                case ContentBlockDeltaEvent { Delta: TextDelta text }:
                    await EndThoughtAsync().ConfigureAwait(false);
                    answer.Append(text.Text);
                    await terminal.Output.WriteAsync(Terminal.Safe(text.Text).AsMemory(), cancellationToken).ConfigureAwait(false);
                    break;
                case ContentBlockDeltaEvent { Delta: ReasoningTextDelta thought }:
                    _thinking = true;
                    await terminal.Error.WriteAsync(terminal.Faint(Terminal.Safe(thought.Text)).AsMemory(), cancellationToken).ConfigureAwait(false);
                    break;
                case MessageStopEvent end:
                    stop = end.StopReason;
                    break;
                case MetadataEvent { Usage: { } counts }:
                    usage = counts;
                    break;
                default:
                    break;
            }
        }

        await EndThoughtAsync().ConfigureAwait(false);
        await terminal.Output.WriteLineAsync().ConfigureAwait(false);
        await TellEndAsync(stop, usage).ConfigureAwait(false);
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

    private async Task EndThoughtAsync()
    {
        if (_thinking)
        {
            _thinking = false;
            await terminal.Error.WriteLineAsync().ConfigureAwait(false);
        }
    }

    /// <summary>What the model was not told, and where form and effort were said otherwise than asked; the rest of what the client mends is explain's affair.</summary>
    private async Task TellChangesAsync(MessageStartEvent start)
    {
        foreach (DroppedParameter dropped in start.Dropped)
        {
            await terminal.Error.WriteLineAsync($"{terminal.Warn("dropped")} {Terminal.Safe(dropped.Name)}: {Terminal.Safe(dropped.Reason)}").ConfigureAwait(false);
        }

        foreach (AdjustedParameter adjusted in start.Adjusted)
        {
            if (adjusted.Name.StartsWith("outputConfig", StringComparison.Ordinal) || adjusted.Name.StartsWith("reasoning", StringComparison.Ordinal))
            {
                await terminal.Error.WriteLineAsync($"{terminal.Faint("changed")} {Terminal.Safe(adjusted.Name)}: {Terminal.Safe(adjusted.Change)}").ConfigureAwait(false);
            }
        }
    }

    /// <summary>An answer that did not end by itself says why; what it used is told on request.</summary>
    private async Task TellEndAsync(StopReason? stop, TokenUsage? usage)
    {
        if (stop is { } reason && reason != StopReason.EndTurn && reason != StopReason.StopSequence)
        {
            await terminal.Error.WriteLineAsync($"{terminal.Warn("stopped")}: {Terminal.Safe(reason.Value)}").ConfigureAwait(false);
        }

        if (showUsage)
        {
            await terminal.Error.WriteLineAsync(usage is null ? "usage: the model told none" : Describe(usage)).ConfigureAwait(false);
        }
    }

    private string Describe(TokenUsage usage)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"usage: {usage.InputTokens} input, {usage.OutputTokens} output");
        Add(text, usage.CacheReadInputTokens, "read from the cache");
        Add(text, usage.CacheWriteInputTokens, "written to the cache");
        Add(text, usage.ReasoningTokens ?? 0, "of the output for thinking");
        decimal? cost = ModelId.TryParse(request.ModelId, out ModelId? id) ? client.Catalog.CostOf(id, usage, request.ServiceTier)?.Total : null;
        return cost is { } total ? text.Append(CultureInfo.InvariantCulture, $"; {total:0.00########} USD").ToString() : text.Append("; the price is not known").ToString();
    }

    private static void Add(StringBuilder text, int count, string what)
    {
        if (count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $", {count} {what}");
        }
    }
}
