namespace Outcrop.Emulator.Personas;

/// <summary>Mistral's chat models and Pixtral, which refuse keys they do not know. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-chat-completion.html.</summary>
internal sealed class MistralChatPersona : OpenAIPersona
{
    public override string Family => "mistral-chat";

    protected override string[]? Keys { get; } =
    [
        "messages", "max_tokens", "temperature", "top_p", "top_k", "stop", "tools", "tool_choice", "safe_prompt", "random_seed", "response_format", "n", "presence_penalty", "frequency_penalty",
        "parallel_tool_calls", "amazon-bedrock-guardrailConfig",
    ];
}
