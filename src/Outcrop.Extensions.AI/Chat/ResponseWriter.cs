using Microsoft.Extensions.AI;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Extensions.AI.Chat;

/// <summary>A whole answer in the abstractions' form.</summary>
internal static class ResponseWriter
{
    /// <summary>The additional property that names what the model had no place for.</summary>
    public const string Dropped = "aws.bedrock.dropped";

    /// <summary>Restates an answer.</summary>
    public static ChatResponse Write(ConverseResponse response, ChatPlan plan)
    {
        var contents = new List<AIContent>(response.Message.Content.Count);

        // A structured answer that came through a tool is all of the answer; what was said beside it stays in the raw representation.
        bool toolAnswered = plan.AnswerTool is not null && response.Message.Content.OfType<ToolUseBlock>().Any(call => call.Name == plan.AnswerTool);
        foreach (ContentBlock block in response.Message.Content.Where(block => !toolAnswered || block is not (TextBlock or CitationsBlock)))
        {
            ContentWriter.Write(block, plan.AnswerTool, contents);
        }

        bool answered = plan.AnswerTool is not null && !contents.Exists(content => content is FunctionCallContent { InformationalOnly: false });
        string[] dropped = [.. plan.Dropped, .. response.Dropped.Select(parameter => parameter.Name)];
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents) { MessageId = response.RequestId, RawRepresentation = response.Message })
        {
            ResponseId = response.RequestId,
            ModelId = plan.Request.ModelId,
            FinishReason = FinishReasons.Of(response.StopReason, answered),
            Usage = response.Usage is { } usage ? Usage.Of(usage) : null,
            RawRepresentation = response,
            AdditionalProperties = dropped.Length == 0 ? null : new AdditionalPropertiesDictionary { [Dropped] = dropped },
        };
    }
}
