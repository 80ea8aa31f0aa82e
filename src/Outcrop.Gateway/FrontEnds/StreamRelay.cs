using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Hosting;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds;

/// <summary>
/// Relays an opened stream to the caller, the same for every dialect: headers with the first content, a flush per upstream read, and at the end either the
/// model's own stop or the dialect's error mark and a connection that is visibly not finished.
/// </summary>
internal static partial class StreamRelay
{
    /// <summary>Enough to fill the socket's buffer; a burst of frames is flushed in pieces so that memory stays bounded.</summary>
    private const int FlushBytes = 32 * 1024;

    /// <summary>
    /// Opens an exchange and relays it. As long as <see cref="ServerSettings.CommitAfter"/> allows, a failure before the first content is thrown and becomes a real HTTP status.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="opening">The exchange, being opened; it is settled here.</param>
    /// <param name="writer">Writes the dialect.</param>
    /// <param name="settings">The server's settings.</param>
    /// <param name="dropped">What the dialect itself left out of the request, by its own names.</param>
    /// <exception cref="GatewayException">The exchange could not be opened.</exception>
    /// <exception cref="BrokenStreamException">The answer could not be finished; its mark has been written.</exception>
    public static async Task RunAsync(HttpContext context, Task<Exchange> opening, EventWriter writer, ServerSettings settings, IReadOnlyList<string>? dropped = null)
    {
        TimeProvider timeProvider = context.RequestServices.GetRequiredService<TimeProvider>();
        await using var heartbeat = new Heartbeat(writer, settings, timeProvider, context.RequestAborted);
        bool begun = false;
        if (settings.CommitAfter is { } patience && writer.HasHeartbeat && !await EndsWithinAsync(opening, patience, timeProvider))
        {
            begun = true;
            try
            {
                SetHeaders(context.Response, writer.ContentType);

                // What the client library will leave out is not known yet; that goes to the log alone.
                DroppedParameters.Tell(context, [], writer.NameOf, dropped);
                await context.Response.StartAsync(context.RequestAborted);
                heartbeat.Start();
            }
            catch
            {
                await AbandonAsync(opening);
                throw;
            }
        }

        Exchange exchange;
        try
        {
            exchange = await opening;
        }
        catch (GatewayException failure) when (begun)
        {
            await EndBrokenAsync(context, writer, heartbeat, failure.Error with { Phase = ExchangePhase.MidStream }, settings.WriteTimeout, timeProvider);
            return;
        }

        await using (exchange)
        {
            if (!begun)
            {
                SetHeaders(context.Response, writer.ContentType);
                writer.SetHeaders(context.Response.Headers, exchange.Stream);
                heartbeat.Start();
            }

            DroppedParameters.Tell(context, exchange.Stream.Dropped, writer.NameOf, begun ? null : dropped);

            await RelayAsync(context, exchange, writer, heartbeat, settings.WriteTimeout, timeProvider);
        }
    }

    /// <summary>Waits for an exchange that nobody will read any more: it holds a place among the limits, and its request the caller's body.</summary>
    private static async Task AbandonAsync(Task<Exchange> opening)
    {
        try
        {
            await using Exchange exchange = await opening;
            exchange.Fail(ExchangeOutcome.ClientCancelled, null);
        }
        catch (Exception exception) when (exception is GatewayException or OperationCanceledException)
        {
            // It was settled where it failed.
            return;
        }
    }

    private static async Task<bool> EndsWithinAsync(Task opening, TimeSpan patience, TimeProvider timeProvider)
    {
        try
        {
            await opening.WaitAsync(patience, timeProvider);
            return true;
        }
        catch (TimeoutException) when (!opening.IsCompleted)
        {
            return false;
        }
        catch (Exception) when (opening.IsCompleted)
        {
            // It is thrown again where the exchange is taken.
            return true;
        }
    }

    private static async Task RelayAsync(HttpContext context, Exchange exchange, EventWriter writer, Heartbeat heartbeat, TimeSpan writeTimeout, TimeProvider timeProvider)
    {
        ILogger logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Outcrop.Gateway.Stream");
        string requestId = RequestInfo.Of(context).Id;
        GatewayError error;
        BedrockException? fault = null;
        using CallerLeave? leave = exchange.Drains is { } drains ? new CallerLeave(drains, exchange.Streams, timeProvider, context.RequestAborted) : null;
        try
        {
            await CopyAsync(context, exchange, writer, heartbeat, writeTimeout, timeProvider, leave?.Token ?? context.RequestAborted);
            await heartbeat.StopAsync();
            if (exchange.HasStopped || exchange.Stream.EndsUnsaid)
            {
                writer.WriteEnd();
                await FlushAsync(writer.Output, writeTimeout, timeProvider, context.RequestAborted);
                exchange.Complete();
                return;
            }

            fault = new BedrockException(BedrockErrorKind.StreamTruncated, "The stream ended without messageStop.");
            error = UpstreamErrors.Map(fault, ExchangePhase.MidStream);
        }
        catch (Exception exception) when (exception is OperationCanceledException || context.RequestAborted.IsCancellationRequested)
        {
            exchange.Fail(ExchangeOutcome.ClientCancelled, null);
            LogLeft(logger, requestId);
            if (exception is not BedrockException && leave?.Begin() == true)
            {
                exchange.Drain();
                await DrainAsync(exchange, leave.Token);
            }

            return;
        }
        catch (TimeoutException)
        {
            exchange.Fail(ExchangeOutcome.ClientStalled, null);
            LogStalled(logger, requestId, writeTimeout.TotalSeconds);
            context.Abort();
            return;
        }
        catch (BedrockException exception)
        {
            fault = exception;
            error = UpstreamErrors.Map(exception, ExchangePhase.MidStream);
            LogBroken(logger, requestId, error.Kind, error.AwsType, exception.Message);
        }
        catch (GatewayException failure)
        {
            error = failure.Error with { Phase = ExchangePhase.MidStream };
            LogBroken(logger, requestId, error.Kind, error.AwsType, error.SafeMessage);
        }
        catch (Exception exception)
        {
            error = new GatewayError(GatewayErrorKind.Internal, Blame.Gateway, ExchangePhase.MidStream, "The gateway failed.");
            LogFault(logger, exception, requestId);
        }

        exchange.Break(error, fault);
        await EndBrokenAsync(context, writer, heartbeat, error, writeTimeout, timeProvider);
    }

    private static async Task CopyAsync(HttpContext context, Exchange exchange, EventWriter writer, Heartbeat heartbeat, TimeSpan writeTimeout, TimeProvider timeProvider, CancellationToken readEnd)
    {
        ConverseEventStream stream = exchange.Stream;
        do
        {
            await heartbeat.EnterAsync();
            try
            {
                do
                {
                    WriteEvents(exchange, stream, writer);
                }
                while (writer.Output.UnflushedBytes < FlushBytes && stream.TryReadBuffered());

                await FlushAsync(writer.Output, writeTimeout, timeProvider, context.RequestAborted);
            }
            finally
            {
                heartbeat.Leave();
            }
        }
        while (await stream.ReadAsync(readEnd));
    }

    /// <summary>Reads an answer on that nobody takes any more, for its usage.</summary>
    private static async Task DrainAsync(Exchange exchange, CancellationToken end)
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

    private static void WriteEvents(Exchange exchange, ConverseEventStream stream, EventWriter writer)
    {
        foreach (ref readonly ConverseEvent converseEvent in stream.Events)
        {
            exchange.Observe(in converseEvent);
        }

        try
        {
            writer.WriteRead(stream);
        }
        catch (FormatException exception)
        {
            // The model's JSON held half of a surrogate pair: it cannot be said as UTF-8.
            throw new BedrockException(BedrockErrorKind.StreamCorrupted, "The stream holds text that is no valid Unicode.", exception);
        }
    }

    /// <summary>Flushes and waits for a slow reader, which stops the reading from Bedrock too, but not for one that has stopped altogether.</summary>
    private static async ValueTask FlushAsync(PipeWriter output, TimeSpan timeout, TimeProvider timeProvider, CancellationToken aborted)
    {
        ValueTask<FlushResult> flush = output.FlushAsync(aborted);
        FlushResult result = flush.IsCompleted ? await flush : await flush.AsTask().WaitAsync(timeout, timeProvider, aborted);
        if (result.IsCompleted || result.IsCanceled)
        {
            throw new OperationCanceledException("The caller is gone.");
        }
    }

    private static async Task EndBrokenAsync(HttpContext context, EventWriter writer, Heartbeat heartbeat, GatewayError error, TimeSpan writeTimeout, TimeProvider timeProvider)
    {
        try
        {
            await heartbeat.StopAsync();
            writer.WriteError(ErrorWriter.Redact(context, error));
            await FlushAsync(writer.Output, writeTimeout, timeProvider, context.RequestAborted);
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException or IOException)
        {
            // The caller left or stopped reading: the mark cannot reach it, the cut below can.
            context.Abort();
            return;
        }

        RequestInfo.Of(context).IsBroken = true;
        if (!writer.EndsWithItsMark)
        {
            throw new BrokenStreamException();
        }
    }

    private static void SetHeaders(HttpResponse response, string contentType)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
    }

    [LoggerMessage(1202, LogLevel.Information, "request {RequestId}: the caller left before the end")]
    private static partial void LogLeft(ILogger logger, string requestId);

    [LoggerMessage(1203, LogLevel.Warning, "request {RequestId}: the caller read nothing for {Seconds} seconds and was cut off")]
    private static partial void LogStalled(ILogger logger, string requestId, double seconds);

    [LoggerMessage(1204, LogLevel.Warning, "request {RequestId}: the answer broke, {Kind} {AwsType}: {Detail}")]
    private static partial void LogBroken(ILogger logger, string requestId, GatewayErrorKind kind, string? awsType, string detail);

    [LoggerMessage(1205, LogLevel.Error, "request {RequestId} failed in the gateway itself while it was answered")]
    private static partial void LogFault(ILogger logger, Exception exception, string requestId);
}
