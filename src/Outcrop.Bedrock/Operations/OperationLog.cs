using Microsoft.Extensions.Logging;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Rules.Learning;

namespace Outcrop.Bedrock.Operations;

/// <summary>What the operations log.</summary>
internal static partial class OperationLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Dropped {Parameter} for {ModelId}: {Reason}")]
    public static partial void ParameterDropped(ILogger logger, string parameter, string modelId, string reason);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "{ModelId} refused a request and taught {Lesson}: {Text}")]
    public static partial void Learnt(ILogger logger, string modelId, LessonKind lesson, string text);

    /// <summary>Logs every part of a request that was left out.</summary>
    public static void Dropped(ILogger logger, string modelId, IEnumerable<DroppedParameter> dropped)
    {
        foreach (DroppedParameter parameter in dropped)
        {
            ParameterDropped(logger, parameter.Name, modelId, parameter.Reason);
        }
    }
}
