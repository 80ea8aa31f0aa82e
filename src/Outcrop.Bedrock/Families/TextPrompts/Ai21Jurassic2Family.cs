using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Families.TextPrompts;

/// <summary>AI21 Jurassic-2. It does not stream. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-jurassic2.html.</summary>
internal sealed class Ai21Jurassic2Family : TextFamily
{
    /// <inheritdoc/>
    public override string Name => "ai21-jurassic2";

    /// <inheritdoc/>
    public override bool NeedsMaxTokens => true;

    /// <inheritdoc/>
    public override bool SupportsStreaming => false;

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId.BaseModelId?.StartsWith("ai21.j2-", StringComparison.Ordinal) == true;

    /// <inheritdoc/>
    public override FamilyStreamReader CreateStreamReader() =>
        throw new BedrockException(BedrockErrorKind.Validation, "Models of the family ai21-jurassic2 do not stream.");

    /// <inheritdoc/>
    protected override TextBodyShape Shape { get; } = new() { MaxTokens = "maxTokens", TopP = "topP", Stop = "stopSequences" };

    /// <inheritdoc/>
    protected override string WritePrompt(TextConversation conversation, ModelId modelId, ICollection<DroppedParameter> dropped) => conversation.ToScript("User", "Assistant");

    /// <inheritdoc/>
    protected override TextConversation? ReadPrompt(string prompt, ModelId modelId) => TextConversation.FromScript(prompt, "User", "Assistant");

    /// <inheritdoc/>
    protected override void WriteOthers(BodyWriter body, InferenceConfiguration inference, ModelId modelId, bool stream)
    {
        if (inference.MaxTokens is null)
        {
            // Left out it is 16, and every answer is cut off.
            body.Number(Shape.MaxTokens, FamilyRequest.DefaultMaxTokens);
        }
    }

    /// <inheritdoc/>
    protected override ConverseResponse ReadAnswer(JsonElement body, InvokeModelHeaders headers)
    {
        JsonElement completion = body.GetProperty("completions")[0];
        string? word = completion.TryGetProperty("finishReason", out JsonElement finish) ? ConverseJson.GetString(finish, "reason") : null;
        StopReason reason = word == "stop" ? StopReason.StopSequence : ReasonOf(body, word);
        return FamilyResponse.Build(body, [new TextBlock(completion.GetProperty("data").GetProperty("text").GetString()!)], reason, default, headers, "completions[0].data.text", "completions[0].finishReason.reason");
    }
}
