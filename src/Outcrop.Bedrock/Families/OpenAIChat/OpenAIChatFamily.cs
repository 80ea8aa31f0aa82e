using Outcrop.Bedrock.Catalog;

namespace Outcrop.Bedrock.Families.OpenAIChat;

/// <summary>
/// Every other model that speaks OpenAI's chat completion: DeepSeek V3, Kimi, GLM, MiniMax, Nemotron, Gemma, and most providers that came to Bedrock after them.
/// Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-chat-completions.html.
/// </summary>
internal sealed class OpenAIChatFamily : OpenAIChatBase
{
    /// <inheritdoc/>
    public override string Name => "openai-chat";

    /// <summary>Every foundation model that no family before this one has claimed: a provider new to Bedrock speaks this as a rule.</summary>
    /// <param name="modelId">An id whose base model is known.</param>
    public override bool Matches(ModelId modelId) => modelId.Provider is not null and not "amazon" and not "cohere" and not "stability" and not "twelvelabs" and not "luma";
}
