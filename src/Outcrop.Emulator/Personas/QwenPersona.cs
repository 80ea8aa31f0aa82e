namespace Outcrop.Emulator.Personas;

/// <summary>Qwen 3. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-qwen.html.</summary>
internal sealed class QwenPersona : OpenAIPersona
{
    public override string Family => "qwen";
}
