using Outcrop.Bedrock.Catalog;

namespace Outcrop.Bedrock.Families.OpenAIChat;

/// <summary>
/// AI21 Jamba. Its streams tell usage in every chunk, name a stop token by its number beside the word, and end with a chunk that holds Bedrock's metrics alone.
/// Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-jamba.html.
/// </summary>
internal sealed class Ai21JambaFamily : OpenAIChatBase
{
    /// <inheritdoc/>
    public override string Name => "ai21-jamba";

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => Begins(modelId, "ai21.jamba");

    /// <inheritdoc/>
    protected override OpenAIChatRules Rules { get; } = new() { Images = false, StrictTools = false, RequiredChoice = null, NamedChoice = false, ParallelCalls = false, ReasoningEffort = false, RefusedFields = ["model", "stream", "stream_options"] };
}
