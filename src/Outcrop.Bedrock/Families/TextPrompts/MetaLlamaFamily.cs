using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Cohere;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Families.TextPrompts;

/// <summary>Meta Llama 2, 3 and 4, each with its own prompt template. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-meta.html.</summary>
internal sealed class MetaLlamaFamily : TextFamily
{
    /// <inheritdoc/>
    public override string Name => "meta-llama";

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId.Provider == "meta";

    /// <inheritdoc/>
    public override FamilyStreamReader CreateStreamReader() => new Reader(this);

    /// <inheritdoc/>
    protected override TextBodyShape Shape { get; } = new() { MaxTokens = "max_gen_len", Stop = null };

    /// <inheritdoc/>
    protected override string WritePrompt(TextConversation conversation, ModelId modelId, ICollection<DroppedParameter> dropped) => LlamaPrompt.Write(conversation, modelId.BaseModelId ?? "", dropped);

    /// <inheritdoc/>
    protected override TextConversation? ReadPrompt(string prompt, ModelId modelId) => LlamaPromptReader.Read(prompt, modelId.BaseModelId ?? "");

    /// <inheritdoc/>
    protected override ConverseResponse ReadAnswer(JsonElement body, InvokeModelHeaders headers)
    {
        var usage = new UsageCounter { Input = ConverseJson.GetCount(body, "prompt_token_count"), Output = ConverseJson.GetCount(body, "generation_token_count") };
        StopReason reason = ReasonOf(body, ConverseJson.GetString(body, "stop_reason"));
        return FamilyResponse.Build(
            body, [new TextBlock(body.GetProperty("generation").GetString()!)], reason, usage, headers, "generation", "prompt_token_count", "generation_token_count", "stop_reason");
    }

    private sealed class Reader(ModelFamily family) : TextStreamReader(family)
    {
        protected override bool ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> chunk, ref TextChunk piece)
        {
            if (reader.ValueTextEquals("generation"u8))
            {
                piece.IsKnown = JsonSlice.TryReadText(ref reader, chunk, out piece.Text);
            }
            else if (reader.ValueTextEquals("stop_reason"u8))
            {
                piece.Stop = ReadStop(ref reader);
            }
            else if (reader.ValueTextEquals("prompt_token_count"u8))
            {
                piece.InputTokens = JsonSlice.ReadCount(ref reader);
            }
            else if (reader.ValueTextEquals("generation_token_count"u8))
            {
                // Cumulative: the last one is the total.
                piece.OutputTokens = JsonSlice.ReadCount(ref reader);
            }
            else
            {
                return false;
            }

            return true;
        }
    }
}
