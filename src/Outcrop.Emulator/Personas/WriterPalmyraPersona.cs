namespace Outcrop.Emulator.Personas;

/// <summary>Writer Palmyra X4 and X5. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-writer-palmyra.html.</summary>
internal sealed class WriterPalmyraPersona : OpenAIPersona
{
    public override string Family => "writer-palmyra";

    protected override string[]? Keys { get; } =
    [
        "messages", "max_tokens", "min_tokens", "temperature", "top_p", "stop", "seed", "presence_penalty", "frequency_penalty", "tools", "tool_choice", "stream", "amazon-bedrock-guardrailConfig",
    ];
}
