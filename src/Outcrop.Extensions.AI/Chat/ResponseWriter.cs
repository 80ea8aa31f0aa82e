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

        foreach (ContentBlock block in response.Message.Content)
        {
            ContentWriter.Write(block, contents);
        }

        string[] dropped = [.. plan.Dropped, .. response.Dropped.Select(parameter => parameter.Name)];
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents) { MessageId = response.RequestId, RawRepresentation = response.Message })
        {
            ResponseId = response.RequestId,
            ModelId = plan.Request.ModelId,
            FinishReason = FinishReasons.Of(response.StopReason),
            Usage = response.Usage is { } usage ? Usage.Of(usage) : null,
            RawRepresentation = response,
            AdditionalProperties = dropped.Length == 0 ? null : new AdditionalPropertiesDictionary { [Dropped] = dropped },
        };
    }
}
