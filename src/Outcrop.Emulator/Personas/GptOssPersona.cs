namespace Outcrop.Emulator.Personas;

/// <summary>OpenAI gpt-oss, with its reasoning between tags in the content. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-openai.html.</summary>
internal sealed class GptOssPersona : OpenAIPersona
{
    public override string Family => "openai-gpt-oss";
}
