using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Streaming;
using Outcrop.Bedrock.Families.TextPrompts;

namespace Outcrop.Bedrock.Families.Cohere;

/// <summary>Cohere Command and Command Light. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command.html.</summary>
internal sealed class CohereCommandFamily : TextFamily
{
    /// <inheritdoc/>
    public override string Name => "cohere-command";

    /// <inheritdoc/>
    public override bool NeedsMaxTokens => true;

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) =>
        modelId.BaseModelId is { } id && (id.StartsWith("cohere.command-text", StringComparison.Ordinal) || id.StartsWith("cohere.command-light", StringComparison.Ordinal));

    /// <inheritdoc/>
    public override FamilyStreamReader CreateStreamReader() => new Reader(this);

    /// <inheritdoc/>
    protected override TextBodyShape Shape { get; } = new() { TopP = "p", TopK = "k", Stop = "stop_sequences" };

    /// <inheritdoc/>
    protected override string WritePrompt(TextConversation conversation, ModelId modelId, ICollection<DroppedParameter> dropped) => conversation.ToScript("User", "Chatbot");

    /// <inheritdoc/>
    protected override TextConversation? ReadPrompt(string prompt, ModelId modelId) => TextConversation.FromScript(prompt, "User", "Chatbot");

    /// <inheritdoc/>
    protected override void WriteOthers(BodyWriter body, InferenceConfiguration inference, ModelId modelId, bool stream)
    {
        if (inference.MaxTokens is null)
        {
            // Left out it is 20, and every answer is cut off.
            body.Number(Shape.MaxTokens, FamilyRequest.DefaultMaxTokens);
        }

        if (stream)
        {
            // Without it the stream is one chunk with the whole answer.
            body.Name("stream");
            body.Json.WriteBooleanValue(true);
        }
    }

    /// <inheritdoc/>
    protected override ConverseResponse ReadAnswer(JsonElement body, InvokeModelHeaders headers)
    {
        // num_generations may ask for alternatives; the first is the answer, and the others are kept as they are.
        JsonElement first = body.GetProperty("generations")[0];
        StopReason reason = ReasonOf(body, ConverseJson.GetString(first, "finish_reason"));
        return FamilyResponse.Build(
            body, [new TextBlock(first.GetProperty("text").GetString()!)], reason, default, headers, "generations[0].text", "generations[0].finish_reason");
    }

    private sealed class Reader(ModelFamily family) : TextStreamReader(family)
    {
        protected override bool ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> chunk, ref TextChunk piece)
        {
            if (reader.ValueTextEquals("text"u8))
            {
                piece.IsKnown |= JsonSlice.TryReadText(ref reader, chunk, out piece.Text);
            }
            else if (reader.ValueTextEquals("finish_reason"u8))
            {
                piece.Stop = ReadStop(ref reader);
                piece.IsKnown |= piece.Stop is not null;
            }
            else if (reader.ValueTextEquals("index"u8))
            {
                piece.IsAlternative = JsonSlice.ReadCount(ref reader) is > 0;
            }
            else if (reader.ValueTextEquals("generations"u8))
            {
                piece.IsWholeAnswer = true;
                JsonSlice.SkipValue(ref reader);
            }
            else
            {
                return false;
            }

            return true;
        }
    }
}
