using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families;

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
    protected override void WriteBody(BodyWriter body, TextConversation conversation, InferenceConfiguration inference, ModelId modelId, bool stream, ICollection<DroppedParameter> dropped)
    {
        TemplateTokens.Break(conversation, ["<｜"], dropped);
        body.String("prompt", WritePrompt(conversation));
        body.Number("max_tokens", inference.MaxTokens);
        body.Number("temperature", inference.Temperature);
        body.Number("top_p", inference.TopP);
        body.Strings("stop", StopSequences.NotBlank(inference.StopSequences, dropped));
    }

    /// <inheritdoc/>
    protected override ConverseResponse ReadAnswer(JsonElement body, InvokeModelHeaders headers) => OpenAIChatReader.Read(body, headers, s_tags);

    /// <summary>The bars are U+FF5C and the low lines U+2581: each mark is one token of the model's vocabulary.</summary>
    private static string WritePrompt(TextConversation conversation)
    {
        var prompt = new StringBuilder("<｜begin▁of▁sentence｜>").Append(conversation.System);
        for (int i = 0; i < conversation.Turns.Count; i++)
        {
            TextTurn turn = conversation.Turns[i];
            prompt.Append(turn.IsAssistant ? "<｜Assistant｜>" : "<｜User｜>");

            // A last turn of the model's own is the beginning of its answer; its thoughts are over then.
            bool open = turn.IsAssistant && i == conversation.Turns.Count - 1;
            prompt.Append(open ? "<think>\n\n</think>\n\n" : "").Append(turn.Text).Append(turn.IsAssistant && !open ? "<｜end▁of▁sentence｜>" : "");
        }

        return conversation.Turns[^1].IsAssistant ? prompt.ToString() : prompt.Append("<｜Assistant｜><think>\n").ToString();
    }
}
