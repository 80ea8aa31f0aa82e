using Microsoft.Extensions.Logging;

namespace Outcrop.Emulator.Hosting;

/// <summary>What the emulator logs. Neither bodies nor credentials are in it.</summary>
internal static partial class EmulatorLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "{Operation} {ModelId} → {StatusCode} ({RequestId})")]
    public static partial void Answered(ILogger logger, string operation, string modelId, int statusCode, string requestId);

    [LoggerMessage(EventId = 2, Level = LogLevel.Debug, Message = "{ErrorType}: {Text} ({RequestId})")]
    public static partial void Refused(ILogger logger, string errorType, string text, string requestId);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "The emulator failed ({RequestId})")]
    public static partial void Failed(ILogger logger, Exception exception, string requestId);

    [LoggerMessage(EventId = 4, Level = LogLevel.Debug, Message = "The client went away ({RequestId})")]
    public static partial void ClientAborted(ILogger logger, string requestId);
}
