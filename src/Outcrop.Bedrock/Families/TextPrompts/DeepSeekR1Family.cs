using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.OpenAIChat;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Families.TextPrompts;

/// <summary>
/// DeepSeek R1, which takes a prompt in a template of its own. The prompt opens the model's thoughts, as DeepSeek asks for, so an answer begins with them and the text follows
/// their closing tag; an answer that was cut before has thoughts only. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-deepseek.html.
/// </summary>
internal sealed class DeepSeekR1Family : TextFamily
{
    private static readonly ReasoningTags s_tags = new("<think>", "</think>", StartsInside: true);

    /// <inheritdoc/>
    public override string Name => "deepseek-r1";

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId.BaseModelId?.StartsWith("deepseek.r1", StringComparison.Ordinal) == true;

    /// <inheritdoc/>
    public override FamilyStreamReader CreateStreamReader() => new OpenAIChatStreamReader(s_tags);

    /// <inheritdoc/>
    protected override TextBodyShape Shape { get; } = new();

    /// <inheritdoc/>
    protected override string WritePrompt(TextConversation conversation, ModelId modelId, ICollection<DroppedParameter> dropped)
    {
        TemplateTokens.Break(conversation, ["<｜"], dropped);
        return DeepSeekPrompt.Write(conversation);
    }

    /// <inheritdoc/>
    protected override TextConversation? ReadPrompt(string prompt, ModelId modelId) => DeepSeekPrompt.Read(prompt);

    /// <inheritdoc/>
    protected override ConverseResponse ReadAnswer(JsonElement body, InvokeModelHeaders headers) => OpenAIChatReader.Read(body, headers, s_tags);
}
