using System.Buffers;
using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.OpenAIChat;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Families.TextPrompts;

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
    public override bool HoldsParallelSwitch(ConverseRequest request) => request.ReadFrom == OpenAIRequestReader.Dialect;

    /// <inheritdoc/>
    public override FamilyStreamReader CreateStreamReader() => new GenericStreamReader();

    /// <summary>A body with messages is OpenAI's, which the containers of imported and Marketplace models take beside a prompt; it is written as it was read.</summary>
    /// <inheritdoc/>
    protected override void ReadBody(JsonElement body, ConverseRequest request, ReadOnlyMemory<byte> views)
    {
        if (body.TryGetProperty("messages", out _))
        {
            OpenAIRequestReader.Read(body, request, views);
        }
        else
        {
            base.ReadBody(body, request, views);
        }
    }

    /// <inheritdoc/>
    protected override string DialectOf(ConverseRequest request) => request.ReadFrom == OpenAIRequestReader.Dialect ? OpenAIRequestReader.Dialect : Name;

    /// <inheritdoc/>
    protected override bool HoldsOutputAndReasoning => true;

    /// <inheritdoc/>
    protected override void WriteBody(ConverseRequest request, ModelId modelId, bool stream, IBufferWriter<byte> output, ICollection<DroppedParameter> dropped)
    {
        if (request.ReadFrom == OpenAIRequestReader.Dialect)
        {
            new OpenAIChatWriter(Name, OpenAIChatRules.Open, request, dropped).Write(output);
            return;
        }

        FamilyRequest.LoseOutputAndReasoning(Name, request, dropped);
        base.WriteBody(request, modelId, stream, output, dropped);
    }

    /// <inheritdoc/>
    protected override TextBodyShape Shape { get; } = new();

    /// <inheritdoc/>
    protected override string WritePrompt(TextConversation conversation, ModelId modelId, ICollection<DroppedParameter> dropped) => conversation.ToScript("User", "Assistant");

    /// <inheritdoc/>
    protected override TextConversation? ReadPrompt(string prompt, ModelId modelId) => TextConversation.FromScript(prompt, "User", "Assistant");

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
