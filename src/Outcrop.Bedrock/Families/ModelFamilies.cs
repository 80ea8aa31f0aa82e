using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Families.Cohere;
using Outcrop.Bedrock.Families.Nova;
using Outcrop.Bedrock.Families.OpenAIChat;
using Outcrop.Bedrock.Families.TextPrompts;

namespace Outcrop.Bedrock.Families;

/// <summary>Every family, in the order they are asked. The last one takes whatever is left.</summary>
internal static class ModelFamilies
{
    /// <summary>The families, most particular first.</summary>
    public static IReadOnlyList<ModelFamily> All { get; } =
    [
        new AnthropicTextFamily(),
        new AnthropicMessagesFamily(),
        new NovaFamily(),
        new TitanTextFamily(),
        new CohereCommandRFamily(),
        new CohereCommandFamily(),
        new Ai21Jurassic2Family(),
        new Ai21JambaFamily(),
        new MetaLlamaFamily(),
        new MistralPromptFamily(),
        new MistralChatFamily(),
        new OpenAIGptOssFamily(),
        new QwenFamily(),
        new DeepSeekR1Family(),
        new WriterPalmyraFamily(),
        new OpenAIChatFamily(),
        new GenericFamily(),
    ];

    /// <summary>Finds the family of a model.</summary>
    /// <param name="modelId">The id, with its base model where that is known.</param>
    public static ModelFamily Find(ModelId modelId)
    {
        foreach (ModelFamily family in All)
        {
            if (family.Matches(modelId))
            {
                return family;
            }
        }

        return All[^1];
    }
}
