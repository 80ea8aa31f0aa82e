using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.FrontEnds.Seed;

/// <summary>Brings a request of this dialect into the neutral form.</summary>
internal static class SeedTranslator
{
    /// <summary>Translates a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="route">Where it goes.</param>
    /// <param name="prompts">The system prompt templates.</param>
    /// <exception cref="GatewayException">The conversation cannot be held.</exception>
    public static ConverseRequest Translate(SeedChatRequest request, Route route, IReadOnlyDictionary<string, PromptTemplate> prompts)
    {
        var converse = new ConverseRequest
        {
            ModelId = route.ModelId,

            // The origin's callers set no parameters: what is configured is all there is, and what the model does not take of it is told.
            InferenceConfig = RouteDefaults.Join(route.Parameters, new InferenceConfiguration { Temperature = request.Temperature, TopP = request.TopP, MaxTokens = request.MaxTokens }, stops: null),
            AdditionalModelRequestFields = route.AdditionalFields,
        };
        if (SeedPrompt.Render(prompts, request) is { } prompt)
        {
            converse.System.Add(new TextBlock(prompt));
        }

        for (int index = 0; index < request.Messages.Count; index++)
        {
            Add(converse, request.Messages[index], index);
        }

        return converse;
    }

    private static void Add(ConverseRequest converse, SeedMessage message, int index)
    {
        // Bedrock refuses blank text, and the end of the conversation has been checked not to be.
        if (string.IsNullOrWhiteSpace(message.Content))
        {
            return;
        }

        if (message.Role == "system")
        {
            converse.System.Add(new TextBlock(message.Content));
            return;
        }

        ConversationRole role = message.Role == "user" ? ConversationRole.User : ConversationRole.Assistant;
        if (converse.Messages.Count == 0 && role == ConversationRole.Assistant)
        {
            throw new GatewayException(GatewayError.InvalidRequest($"messages[{index}].role: the conversation must begin with a message from the user"));
        }

        // Bedrock wants the roles to alternate; two messages of one speaker are two blocks of one message.
        if (converse.Messages.Count > 0 && converse.Messages[^1].Role == role)
        {
            converse.Messages[^1].Content.Add(new TextBlock(message.Content));
        }
        else
        {
            converse.Messages.Add(new Message(role, message.Content));
        }
    }
}
