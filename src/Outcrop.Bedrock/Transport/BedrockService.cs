namespace Outcrop.Bedrock.Transport;

/// <summary>Which of Bedrock's hosts a call goes to.</summary>
internal enum BedrockService
{
    /// <summary><c>bedrock-runtime</c>, which signs as <c>bedrock</c>.</summary>
    Runtime,

    /// <summary><c>bedrock</c>, the control plane, which signs as <c>bedrock</c>.</summary>
    ControlPlane,

    /// <summary><c>bedrock-mantle</c>, which signs under a name of its own.</summary>
    Mantle,
}
