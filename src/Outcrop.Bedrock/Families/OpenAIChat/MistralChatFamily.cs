using Outcrop.Bedrock.Catalog;

namespace Outcrop.Bedrock.Families.OpenAIChat;

/// <summary>
/// Mistral's chat models from Large 2407 on, Pixtral among them. They refuse keys they do not know, with an exception frame where a stream was asked for: <c>seed</c>,
/// <c>stream</c>, <c>stream_options</c> and <c>model</c> have been seen to fail. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-chat-completion.html.
/// </summary>
internal sealed class MistralChatFamily : OpenAIChatBase
{
    /// <inheritdoc/>
    public override string Name => "mistral-chat";

    /// <summary>Mistral's models that the prompt form has not claimed.</summary>
    /// <param name="modelId">An id whose base model is known.</param>
    public override bool Matches(ModelId modelId) => modelId.Provider == "mistral";

    /// <inheritdoc/>
    protected override OpenAIChatRules Rules { get; } = new()
    {
        StrictTools = false,
        RequiredChoice = "any",
        NamedChoice = false,
        ReasoningEffort = false,
        RefusedFields = ["model", "seed", "stream", "stream_options", "logprobs", "top_logprobs", "user", "service_tier", "store", "metadata"],
    };
}
