using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Outcrop.Gateway.Hosting;
using Outcrop.Gateway.Pipeline;
using Outcrop.Wire.Buffers;

namespace Outcrop.Gateway.FrontEnds;

/// <summary>Turns whatever an endpoint throws into its dialect's error, so that no caller sees an empty body or a stack trace.</summary>
internal static partial class FailureGuard
{
    /// <summary>Runs an endpoint.</summary>
    /// <param name="context">The request.</param>
    /// <param name="errors">The dialect's errors.</param>
    /// <param name="action">The endpoint; may throw before it returns its task.</param>
    public static async Task RunAsync(HttpContext context, ErrorWriter errors, Func<Task> action)
    {
        RequestInfo info = RequestInfo.Of(context);
        try
        {
            await action();
        }
        catch (BrokenStreamException)
        {
            throw;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to be told. 499 is what access logs call a caller who left.
            SetStatus(context, StatusCodes.Status499ClientClosedRequest);
        }
        catch (Exception exception)
        {
            GatewayError error = exception is OperationCanceledException && context.RequestServices.GetService<DrainDeadline>() is { IsOver: true }
                ? GatewayError.ShuttingDown(ExchangePhase.Request)
                : ToError(exception);
            Log(context, info, error, exception);
            if (context.Response.HasStarted)
            {
                throw new BrokenStreamException();
            }

            await errors.WriteAsync(context, error);
        }
    }

    /// <summary>The error that an exception stands for.</summary>
    /// <param name="exception">Anything an endpoint can throw.</param>
    public static GatewayError ToError(Exception exception) => exception switch
    {
        GatewayException known => known.Error,
        BodyTooLargeException large => new GatewayError(GatewayErrorKind.RequestTooLarge, Blame.Client, ExchangePhase.Request, $"The request body is longer than the {large.Limit} bytes allowed."),
        BadHttpRequestException bad => OfStatus(bad.StatusCode),
        _ => new GatewayError(GatewayErrorKind.Internal, Blame.Gateway, ExchangePhase.Request, "The gateway failed."),
    };

    /// <summary>The error for a status that the server gave without a body.</summary>
    /// <param name="status">The status.</param>
    public static GatewayError OfStatus(int status)
    {
        (GatewayErrorKind kind, string message) = status switch
        {
            StatusCodes.Status404NotFound => (GatewayErrorKind.EndpointNotFound, "There is nothing at this path."),
            StatusCodes.Status405MethodNotAllowed => (GatewayErrorKind.MethodNotAllowed, "This path does not take this method."),
            StatusCodes.Status408RequestTimeout => (GatewayErrorKind.RequestTimeout, "The request body did not arrive in time."),
            StatusCodes.Status413PayloadTooLarge => (GatewayErrorKind.RequestTooLarge, "The request body is too long."),
            StatusCodes.Status414UriTooLong or StatusCodes.Status431RequestHeaderFieldsTooLarge => (GatewayErrorKind.RequestTooLarge, "The request line or headers are too long."),
            StatusCodes.Status415UnsupportedMediaType => (GatewayErrorKind.UnsupportedMediaType, "This kind of body is not taken."),
            >= 500 => (GatewayErrorKind.Internal, "The gateway failed."),
            _ => (GatewayErrorKind.InvalidRequest, "The request is malformed."),
        };
        return new GatewayError(kind, kind == GatewayErrorKind.Internal ? Blame.Gateway : Blame.Client, ExchangePhase.Request, message)
        {
            HttpStatus = status is StatusCodes.Status414UriTooLong or StatusCodes.Status431RequestHeaderFieldsTooLarge ? status : null,
        };
    }

    private static void SetStatus(HttpContext context, int status)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.StatusCode = status;
        }
    }

    private static void Log(HttpContext context, RequestInfo info, GatewayError error, Exception exception)
    {
        ILogger logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Outcrop.Gateway.Failures");
        if (error.Kind == GatewayErrorKind.Internal)
        {
            LogFault(logger, exception, info.Id);
        }
        else if (error.Blame == Blame.Client)
        {
            LogRefusal(logger, info.Id, error.Kind, error.SafeMessage);
        }
        else
        {
            LogFailure(logger, info.Id, error.Kind, error.UpstreamStatus, error.AwsType, exception.InnerException?.Message);
        }
    }

    [LoggerMessage(1101, LogLevel.Error, "request {RequestId} failed in the gateway itself")]
    private static partial void LogFault(ILogger logger, Exception exception, string requestId);

    [LoggerMessage(1102, LogLevel.Debug, "request {RequestId} was refused: {Kind}, {Message}")]
    private static partial void LogRefusal(ILogger logger, string requestId, GatewayErrorKind kind, string message);

    [LoggerMessage(1103, LogLevel.Warning, "request {RequestId} failed upstream: {Kind}, status {UpstreamStatus}, {AwsType}: {Detail}")]
    private static partial void LogFailure(ILogger logger, string requestId, GatewayErrorKind kind, int? upstreamStatus, string? awsType, string? detail);
}
