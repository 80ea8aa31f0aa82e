using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families;

/// <summary>
/// What is left: imported and Marketplace models, profiles whose model nobody told, models this version has never heard of. The request is a plain prompt; the answer is read by its shape,
/// whichever family's it is.
/// </summary>
internal sealed class GenericFamily : TextFamily
{
    private static readonly string[] s_texts = ["generated_text", "text", "answer", "response"];

    /// <inheritdoc/>
    public override string Name => "generic";

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => true;

    /// <inheritdoc/>
    public override FamilyStreamReader CreateStreamReader() => new GenericStreamReader();

    /// <inheritdoc/>
    protected override void WriteBody(BodyWriter body, TextConversation conversation, InferenceConfiguration inference, ModelId modelId, bool stream, ICollection<DroppedParameter> dropped)
    {
        body.String("prompt", conversation.ToScript("User", "Assistant"));
        body.Number("max_tokens", inference.MaxTokens);
        body.Number("temperature", inference.Temperature);
        body.Number("top_p", inference.TopP);
        body.Strings("stop", StopSequences.NotBlank(inference.StopSequences, dropped));
    }

    /// <inheritdoc/>
    protected override ConverseResponse ReadAnswer(JsonElement body, InvokeModelHeaders headers)
    {
        // Hugging Face's containers answer with an array of one.
        JsonElement root = body.ValueKind == JsonValueKind.Array && body.GetArrayLength() == 1 ? body[0] : body;
        if (FamilyShape.Of(root) is { } family)
        {
            return family.ReadResponse(ConverseJson.Raw(root).Utf8, headers);
        }

        foreach (string name in s_texts)
        {
            if (root.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String)
            {
                string? word = ConverseJson.GetString(root, "finish_reason") ?? ConverseJson.GetString(root, "stop_reason");

                // A whole answer that gives no reason has ended of itself: containers of this kind know no other end.
                StopReason reason = word is null ? StopReason.EndTurn : StopReasonMap.Map(word);
                return FamilyResponse.Build(root, [new TextBlock(text.GetString()!)], reason, default, headers, name, "finish_reason", "stop_reason");
            }
        }

        throw new JsonException("None of the known shapes of an answer.");
    }
}
