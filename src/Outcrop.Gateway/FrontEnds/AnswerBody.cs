using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Hosting;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Telemetry;

namespace Outcrop.Gateway.FrontEnds;

/// <summary>
/// Sends an answer in one piece. Its caller may be slow, but whoever takes nothing for as long as <see cref="ServerSettings.WriteTimeout"/> says is cut off, as with a stream: the server itself would wait for ever, with the
/// answer in its memory and the connection among its most. What the answer took has been settled by then.
/// </summary>
internal static partial class AnswerBody
{
    /// <summary>What must be taken within the time: no more than a slow reader can.</summary>
    private const int PieceBytes = 32 * 1024;

    /// <summary>Sends bytes; nothing more once the caller has been cut off.</summary>
    /// <param name="context">The request; status, headers and length are set.</param>
    /// <param name="body">The answer, or the next part of it.</param>
    public static async ValueTask WriteAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        RequestInfo info = RequestInfo.Of(context);
        while (!body.IsEmpty && !info.IsBroken)
        {
            ReadOnlyMemory<byte> piece = body[..Math.Min(body.Length, PieceBytes)];
            body = body[piece.Length..];
            ValueTask write = context.Response.Body.WriteAsync(piece, context.RequestAborted);
            if (write.IsCompleted)
            {
                await write;
            }
            else
            {
                await WaitAsync(context, info, write.AsTask());
            }
        }
    }

    private static async Task WaitAsync(HttpContext context, RequestInfo info, Task write)
    {
        TimeSpan timeout = context.RequestServices.GetRequiredService<GatewayState>().Configuration.Server.WriteTimeout;
        try
        {
            await write.WaitAsync(timeout, context.RequestServices.GetRequiredService<TimeProvider>(), context.RequestAborted);
        }
        catch (TimeoutException)
        {
            if (write.IsCompleted)
            {
                // It ended while the time ran out: it was taken, or failed by itself.
                await write;
                return;
            }

            info.IsBroken = true;
            context.RequestServices.GetRequiredService<GatewayMetrics>().Stalled(FrontEndMap.Find(context.Request).Name);
            LogStalled(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Outcrop.Gateway.Answers"), info.Id, timeout.TotalSeconds);
            context.Abort();
        }
    }

    [LoggerMessage(1207, LogLevel.Warning, "request {RequestId}: the caller took nothing of its answer for {Seconds} seconds and was cut off")]
    private static partial void LogStalled(ILogger logger, string requestId, double seconds);
}
