namespace Outcrop.Bedrock;

/// <summary>Through which API a chat request goes.</summary>
public enum BedrockApi
{
    /// <summary>Converse where the model has it, else what its surface has: InvokeModel, or on bedrock-mantle the API of the model's own provider.</summary>
    Auto,

    /// <summary><c>Converse</c> and <c>ConverseStream</c>. bedrock-runtime only.</summary>
    Converse,

    /// <summary><c>InvokeModel</c> and <c>InvokeModelWithResponseStream</c> with the family's own body. bedrock-runtime only.</summary>
    InvokeModel,

    /// <summary>OpenAI's Chat Completions, on either surface. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-chat-completions.html.</summary>
    OpenAIChat,

    /// <summary>OpenAI's Responses, on either surface. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-responses-api.html.</summary>
    OpenAIResponses,

    /// <summary>Anthropic's Messages, on either surface. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-messages-api.html.</summary>
    AnthropicMessages,
}
