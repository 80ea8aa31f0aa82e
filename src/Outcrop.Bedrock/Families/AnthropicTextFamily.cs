using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families;

/// <summary>
/// Claude before version 3 through its text completion: one prompt of human and assistant turns. Answers in the Messages shape are read as well, since a caller's own body may ask
/// for them. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-text-completion.html.
/// </summary>
internal sealed class AnthropicTextFamily(ParameterRules rules) : TextFamily
{
    private const string Human = "\n\nHuman:";
    private const string Assistant = "\n\nAssistant:";

    /// <inheritdoc/>
    public override string Name => "anthropic-text";

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId.BaseModelId is { } id
        && (id.StartsWith("anthropic.claude-v", StringComparison.Ordinal) || id.StartsWith("anthropic.claude-instant", StringComparison.Ordinal));

    /// <inheritdoc/>
    public override FamilyStreamReader CreateStreamReader() => new AnthropicStreamReader();

    /// <inheritdoc/>
    protected override void WriteBody(BodyWriter body, TextConversation conversation, InferenceConfiguration inference, ModelId modelId, bool stream, ICollection<DroppedParameter> dropped)
    {
        TemplateTokens.Break(conversation, [Human, Assistant], dropped);
        body.String("prompt", WritePrompt(conversation));
        body.Number("max_tokens_to_sample", inference.MaxTokens ?? rules.DefaultMaxTokens(modelId));
        body.Number("temperature", inference.Temperature);
        body.Number("top_p", inference.TopP);
        body.Strings("stop_sequences", StopSequences.NotBlank(inference.StopSequences, dropped));
    }

    /// <inheritdoc/>
    protected override ConverseResponse ReadAnswer(JsonElement body, InvokeModelHeaders headers) => AnthropicMessagesReader.Read(ConverseJson.Raw(body).Utf8, headers);

    /// <summary>The system prompt stands before the first human turn.</summary>
    private static string WritePrompt(TextConversation conversation)
    {
        var prompt = new StringBuilder(conversation.System);
        if (conversation.Turns[0].IsAssistant)
        {
            prompt.Append(Human);
        }

        foreach (TextTurn turn in conversation.Turns)
        {
            prompt.Append(turn.IsAssistant ? Assistant : Human).Append(' ').Append(turn.Text);
        }

        return conversation.Turns[^1].IsAssistant ? prompt.ToString() : prompt.Append(Assistant).ToString();
    }
}
