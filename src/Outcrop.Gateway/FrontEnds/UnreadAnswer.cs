using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds;

/// <summary>Answers whose callers have left: what they took is settled all the same.</summary>
internal static class UnreadAnswer
{
    /// <summary>Waits for an exchange that nobody will read any more, and drains it: it holds a place among the limits, and its request the caller's body.</summary>
    /// <param name="opening">The exchange, being opened.</param>
    public static async Task AbandonAsync(Task<Exchange> opening)
    {
        try
        {
            await using Exchange exchange = await opening;
            exchange.Fail(ExchangeOutcome.ClientCancelled, null);
            if (exchange.Leave is { } leave && leave.Begin())
            {
                await DrainAsync(exchange, leave.Token);
            }
        }
        catch (Exception exception) when (exception is GatewayException or OperationCanceledException)
        {
            // It was settled where it failed.
            return;
        }
    }

    /// <summary>Reads an answer on that nobody takes any more, for its usage.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="end">Ends the reading.</param>
    public static async Task DrainAsync(Exchange exchange, CancellationToken end)
    {
        try
        {
            while (await exchange.Stream.ReadAsync(end))
            {
                foreach (ref readonly ConverseEvent converseEvent in exchange.Stream.Events)
                {
                    exchange.Observe(in converseEvent);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or BedrockException)
        {
            // What it has told by then is what is settled.
            return;
        }
    }
}
