namespace Outcrop.Bedrock.Transport;

/// <summary>Which of Bedrock's hosts a call goes to. Both sign as <c>bedrock</c>.</summary>
internal enum BedrockService
{
    /// <summary><c>bedrock-runtime</c>.</summary>
    Runtime,

    /// <summary><c>bedrock</c>, the control plane.</summary>
    ControlPlane,
}
