using Outcrop.Bedrock.Catalog;

namespace Outcrop.Bedrock.Families.OpenAIChat;

/// <summary>Qwen 3, its coder and its vision models. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-qwen.html.</summary>
internal sealed class QwenFamily : OpenAIChatBase
{
    /// <inheritdoc/>
    public override string Name => "qwen";

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId.Provider == "qwen";
}
