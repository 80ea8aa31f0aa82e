using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Cohere;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Families.TextPrompts;

/// <summary>The first Mistral models on Bedrock, which take a prompt: 7B Instruct, Mixtral 8x7B, Small and Large of 2402. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-text-completion.html.</summary>
internal sealed class MistralPromptFamily : TextFamily
{
    private static readonly string[] s_prefixes = ["mistral.mistral-7b", "mistral.mixtral", "mistral.mistral-small-2402", "mistral.mistral-large-2402"];

    /// <inheritdoc/>
    public override string Name => "mistral-prompt";

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId.BaseModelId is { } id && s_prefixes.Any(prefix => id.StartsWith(prefix, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override FamilyStreamReader CreateStreamReader() => new Reader(this);

    /// <inheritdoc/>
    protected override TextBodyShape Shape { get; } = new() { TopK = "top_k" };

    /// <inheritdoc/>
    protected override string WritePrompt(TextConversation conversation, ModelId modelId, ICollection<DroppedParameter> dropped) => LlamaPrompt.WriteInstructions(conversation, "", "\n\n", "</s>", dropped);

    /// <inheritdoc/>
    protected override TextConversation? ReadPrompt(string prompt, ModelId modelId) => LlamaPromptReader.ReadInstructions(prompt, "", "\n\n", "</s>");

    /// <inheritdoc/>
    protected override ConverseResponse ReadAnswer(JsonElement body, InvokeModelHeaders headers)
    {
        JsonElement output = body.GetProperty("outputs")[0];
        StopReason reason = ReasonOf(body, ConverseJson.GetString(output, "stop_reason"));
        return FamilyResponse.Build(body, [new TextBlock(output.GetProperty("text").GetString()!)], reason, default, headers, "outputs[0].text", "outputs[0].stop_reason");
    }

    private sealed class Reader(ModelFamily family) : TextStreamReader(family)
    {
        protected override bool ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> chunk, ref TextChunk piece)
        {
            if (!reader.ValueTextEquals("outputs"u8))
            {
                return false;
            }

            piece.IsKnown = true;
            ReadOutputs(JsonSlice.ReadValue(ref reader, chunk), ref piece);
            return true;
        }

        private static void ReadOutputs(ReadOnlyMemory<byte> outputs, ref TextChunk piece)
        {
            var reader = new Utf8JsonReader(outputs.Span, ConverseJson.ReaderOptions);
            reader.Read();
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return;
            }

            while (JsonSlice.NextMember(ref reader))
            {
                if (reader.ValueTextEquals("text"u8))
                {
                    JsonSlice.TryReadText(ref reader, outputs, out piece.Text);
                }
                else if (reader.ValueTextEquals("stop_reason"u8))
                {
                    piece.Stop = ReadStop(ref reader);
                }
                else
                {
                    JsonSlice.SkipValue(ref reader);
                }
            }
        }
    }
}
