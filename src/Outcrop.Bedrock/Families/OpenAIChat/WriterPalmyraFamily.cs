using Outcrop.Bedrock.Catalog;

namespace Outcrop.Bedrock.Families.OpenAIChat;

/// <summary>Writer's Palmyra X4 and X5, which take text only. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-writer-palmyra.html.</summary>
internal sealed class WriterPalmyraFamily : OpenAIChatBase
{
    /// <inheritdoc/>
    public override string Name => "writer-palmyra";

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId.Provider == "writer";

    /// <inheritdoc/>
    protected override OpenAIChatRules Rules { get; } = new() { Images = false, StrictTools = false, ParallelCalls = false, ReasoningEffort = false };
}
