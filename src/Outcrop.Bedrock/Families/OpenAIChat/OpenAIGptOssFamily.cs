using Outcrop.Bedrock.Catalog;

namespace Outcrop.Bedrock.Families.OpenAIChat;

/// <summary>OpenAI's gpt-oss, whose reasoning stands in the content between tags, one pair for each piece of a stream. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-openai.html.</summary>
internal sealed class OpenAIGptOssFamily : OpenAIChatBase
{
    /// <inheritdoc/>
    public override string Name => "openai-gpt-oss";

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId.Provider == "openai";

    /// <inheritdoc/>
    protected override OpenAIChatRules Rules { get; } = new() { Images = false };
}
