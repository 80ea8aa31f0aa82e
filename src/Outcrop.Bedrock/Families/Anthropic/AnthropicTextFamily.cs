using System.Buffers;
using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Streaming;
using Outcrop.Bedrock.Families.TextPrompts;

namespace Outcrop.Bedrock.Families.Anthropic;

/// <summary>
/// Claude before version 3 through its text completion: one prompt of human and assistant turns. Answers in the Messages shape are read as well, since a caller's own body may ask
/// for them. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-text-completion.html.
/// </summary>
internal sealed class AnthropicTextFamily : TextFamily
{
    private const string Human = "\n\nHuman:";
    private const string Assistant = "\n\nAssistant:";

    /// <inheritdoc/>
    public override string Name => "anthropic-text";

    /// <inheritdoc/>
    public override bool NeedsMaxTokens => true;

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId.BaseModelId is { } id
        && (id.StartsWith("anthropic.claude-v", StringComparison.Ordinal) || id.StartsWith("anthropic.claude-instant", StringComparison.Ordinal));

    /// <inheritdoc/>
    public override FamilyStreamReader CreateStreamReader() => new AnthropicStreamReader();

    /// <inheritdoc/>
    protected override TextBodyShape Shape { get; } = new() { MaxTokens = "max_tokens_to_sample", TopK = "top_k", Stop = "stop_sequences" };

    /// <inheritdoc/>
    protected override string WritePrompt(TextConversation conversation, ModelId modelId, ICollection<DroppedParameter> dropped)
    {
        TemplateTokens.Break(conversation, [Human, Assistant], dropped);
        return WritePrompt(conversation);
    }

    /// <inheritdoc/>
    protected override TextConversation? ReadPrompt(string prompt, ModelId modelId) => PromptParser.ReadMarked(prompt, Human + " ", Assistant + " ", Assistant);

    /// <inheritdoc/>
    protected override void WriteOthers(BodyWriter body, InferenceConfiguration inference, ModelId modelId, bool stream)
    {
        if (inference.MaxTokens is null)
        {
            // The body must have it.
            body.Number(Shape.MaxTokens, FamilyRequest.DefaultMaxTokens);
        }
    }

    /// <summary>These models take a Messages body too; one that was read as such is written as such.</summary>
    /// <inheritdoc/>
    protected override void ReadBody(JsonElement body, ConverseRequest request, ReadOnlyMemory<byte> views)
    {
        if (body.TryGetProperty("messages", out _))
        {
            AnthropicRequestReader.Read(body, request, views);
        }
        else
        {
            base.ReadBody(body, request, views);
        }
    }

    /// <inheritdoc/>
    protected override bool HoldsOutputAndReasoning => true;

    /// <inheritdoc/>
    protected override string DialectOf(ConverseRequest request) => request.ReadFrom == AnthropicRequestReader.Dialect ? AnthropicRequestReader.Dialect : Name;

    /// <inheritdoc/>
    protected override void WriteBody(ConverseRequest request, ModelId modelId, bool stream, IBufferWriter<byte> output, ICollection<DroppedParameter> dropped)
    {
        if (request.ReadFrom == AnthropicRequestReader.Dialect)
        {
            new AnthropicMessagesWriter(request, dropped).Write(output);
        }
        else
        {
            FamilyRequest.LoseOutputAndReasoning(Name, request, dropped);
            base.WriteBody(request, modelId, stream, output, dropped);
        }
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
