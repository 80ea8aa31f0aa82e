using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;
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

    /// <summary>Relays until the end.</summary>
    /// <param name="context">The request.</param>
    /// <param name="exchange">The exchange; its stream has shown its first content.</param>
    /// <param name="writer">Writes the dialect.</param>
    /// <param name="writeTimeout">How long the caller may take nothing.</param>
    /// <exception cref="BrokenStreamException">The answer could not be finished; its mark has been written.</exception>
    public static async Task RunAsync(HttpContext context, Exchange exchange, EventWriter writer, TimeSpan writeTimeout)
    {
        ILogger logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Outcrop.Gateway.Stream");
        TimeProvider timeProvider = context.RequestServices.GetRequiredService<TimeProvider>();
        string requestId = RequestInfo.Of(context).Id;
        SetHeaders(context.Response, exchange.Stream, writer.ContentType, logger, requestId);
        GatewayError error;
        try
        {
            await CopyAsync(context, exchange, writer, writeTimeout, timeProvider);
            if (exchange.HasStopped)
            {
                exchange.Complete();
                return;
            }

            error = UpstreamErrors.Map(new BedrockException(BedrockErrorKind.StreamTruncated, "The stream ended without messageStop."), ExchangePhase.MidStream);
        }
        catch (Exception exception) when (exception is OperationCanceledException || context.RequestAborted.IsCancellationRequested)
        {
            exchange.Fail(ExchangeOutcome.ClientCancelled, null);
            LogLeft(logger, requestId);
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
            error = UpstreamErrors.Map(exception, ExchangePhase.MidStream);
            LogBroken(logger, requestId, error.Kind, error.AwsType, exception.Message);
        }
        catch (Exception exception)
        {
            error = new GatewayError(GatewayErrorKind.Internal, Blame.Gateway, ExchangePhase.MidStream, "The gateway failed.");
            LogFault(logger, exception, requestId);
        }

        exchange.Fail(ExchangeOutcome.Broken, error);
        await EndBrokenAsync(context, writer, error, writeTimeout, timeProvider);
    }

    private static async Task CopyAsync(HttpContext context, Exchange exchange, EventWriter writer, TimeSpan writeTimeout, TimeProvider timeProvider)
    {
        ConverseEventStream stream = exchange.Stream;
        do
        {
            do
            {
                WriteEvents(exchange, stream, writer);
            }
            while (writer.Output.UnflushedBytes < FlushBytes && stream.TryReadBuffered());

            await FlushAsync(writer.Output, writeTimeout, timeProvider, context.RequestAborted);
        }
        while (await stream.ReadAsync(context.RequestAborted));
    }

    private static void WriteEvents(Exchange exchange, ConverseEventStream stream, EventWriter writer)
    {
        foreach (ref readonly ConverseEvent converseEvent in stream.Events)
        {
            exchange.Observe(in converseEvent);
            try
            {
                writer.Write(in converseEvent);
            }
            catch (FormatException exception)
            {
                // The model's JSON held half of a surrogate pair: it cannot be said as UTF-8.
                throw new BedrockException(BedrockErrorKind.StreamCorrupted, "The stream holds text that is no valid Unicode.", exception);
            }
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

    private static async Task EndBrokenAsync(HttpContext context, EventWriter writer, GatewayError error, TimeSpan writeTimeout, TimeProvider timeProvider)
    {
        try
        {
            writer.WriteError(ErrorWriter.Redact(context, error));
            await FlushAsync(writer.Output, writeTimeout, timeProvider, context.RequestAborted);
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException or IOException)
        {
            // The caller left or stopped reading: the mark cannot reach it, the cut below can.
            context.Abort();
            return;
        }

        throw new BrokenStreamException();
    }

    private static void SetHeaders(HttpResponse response, ConverseEventStream stream, string contentType, ILogger logger, string requestId)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        if (stream.Dropped.Count > 0)
        {
            string dropped = Names(stream.Dropped);
            response.Headers["x-outcrop-dropped-params"] = dropped;
            LogDropped(logger, requestId, dropped);
        }
    }

    private static string Names(IReadOnlyList<DroppedParameter> dropped)
    {
        var names = new StringBuilder();
        foreach (DroppedParameter parameter in dropped)
        {
            names.Append(names.Length > 0 ? ", " : "");
            foreach (char character in parameter.Name)
            {
                names.Append(character is > ' ' and < '\u007f' and not ',' ? character : '_');
            }
        }

        return names.ToString();
    }

    [LoggerMessage(1201, LogLevel.Information, "request {RequestId} was sent without {Dropped}, which its model does not take")]
    private static partial void LogDropped(ILogger logger, string requestId, string dropped);

    [LoggerMessage(1202, LogLevel.Information, "request {RequestId}: the caller left before the end")]
    private static partial void LogLeft(ILogger logger, string requestId);

    [LoggerMessage(1203, LogLevel.Warning, "request {RequestId}: the caller read nothing for {Seconds} seconds and was cut off")]
    private static partial void LogStalled(ILogger logger, string requestId, double seconds);

    [LoggerMessage(1204, LogLevel.Warning, "request {RequestId}: the answer broke, {Kind} {AwsType}: {Detail}")]
    private static partial void LogBroken(ILogger logger, string requestId, GatewayErrorKind kind, string? awsType, string detail);

    [LoggerMessage(1205, LogLevel.Error, "request {RequestId} failed in the gateway itself while it was answered")]
    private static partial void LogFault(ILogger logger, Exception exception, string requestId);
}
