namespace Outcrop.Emulator.Personas;

/// <summary>Containers of whatever shape, and providers whose models speak OpenAI's API. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-import-model.html.</summary>
internal sealed class GenericPersona : OpenAIPersona
{
    public override string Family => "generic";
}
