using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Rules.Caching;

namespace Outcrop.Bedrock.Rules;

/// <summary>Looks once through a request. Allocates nothing.</summary>
internal static class RequestSurvey
{
    /// <summary>What is in a request.</summary>
    /// <param name="request">The request.</param>
    public static RequestTraits Of(ConverseRequest request)
    {
        var traits = RequestTraits.None;
        for (int i = 0; i < request.System.Count; i++)
        {
            traits |= Of(request.System[i]);
        }

        for (int i = 0; i < request.Messages.Count; i++)
        {
            Message message = request.Messages[i];
            bool other = false;
            for (int j = 0; j < message.Content.Count; j++)
            {
                RequestTraits block = Of(message.Content[j]);
                bool result = message.Content[j] is ToolResultBlock;
                traits |= block | (result && other && message.Role == ConversationRole.User ? RequestTraits.Disorder : RequestTraits.None);
                other |= !result && (block & RequestTraits.CachePoint) == 0;
            }

            bool repeated = i > 0 && request.Messages[i - 1].Role == message.Role;
            bool wrongStart = i == 0 && message.Role == ConversationRole.Assistant;
            if (repeated || wrongStart || message.Content.Count == 0)
            {
                traits |= RequestTraits.Disorder;
            }
        }

        bool assistantLast = request.Messages.Count > 0 && request.Messages[^1].Role == ConversationRole.Assistant;
        return assistantLast ? traits | RequestTraits.AssistantLast : traits;
    }

    private static RequestTraits Of(ContentBlock block) => block switch
    {
        TextBlock text => string.IsNullOrWhiteSpace(text.Text) ? RequestTraits.BlankText : RequestTraits.None,
        ImageBlock => RequestTraits.Image,
        DocumentBlock => RequestTraits.Document,
        ReasoningBlock or RedactedReasoningBlock => RequestTraits.Reasoning,
        CachePointBlock => RequestTraits.CachePoint,
        ToolUseBlock => RequestTraits.ToolUse,
        GuardContentBlock guarded => Of(guarded.Content),
        ToolResultBlock result => RequestTraits.ToolResult | OfAll(result.Content),
        CitationsBlock or VideoBlock or AudioBlock or SearchResultBlock or JsonBlock or UnknownBlock => RequestTraits.None,
        _ => throw new InvalidOperationException($"A block of type {block.GetType().Name} has no trait."),
    };

    private static RequestTraits OfAll(IReadOnlyList<ContentBlock> blocks)
    {
        var traits = RequestTraits.None;
        for (int i = 0; i < blocks.Count; i++)
        {
            traits |= Of(blocks[i]);
        }

        return traits;
    }
}
