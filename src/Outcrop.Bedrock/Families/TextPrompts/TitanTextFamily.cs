using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Cohere;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Families.TextPrompts;

/// <summary>Amazon Titan Text. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-text.html.</summary>
internal sealed class TitanTextFamily : TextFamily
{
    /// <inheritdoc/>
    public override string Name => "titan-text";

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) =>
        modelId.BaseModelId is { } id && (id.StartsWith("amazon.titan-text", StringComparison.Ordinal) || id.StartsWith("amazon.titan-tg1", StringComparison.Ordinal));

    /// <inheritdoc/>
    public override FamilyStreamReader CreateStreamReader() => new Reader(this);

    /// <inheritdoc/>
    protected override TextBodyShape Shape { get; } = new() { Prompt = "inputText", Container = "textGenerationConfig", MaxTokens = "maxTokenCount", TopP = "topP", Stop = "stopSequences" };

    /// <inheritdoc/>
    protected override string WritePrompt(TextConversation conversation, ModelId modelId, ICollection<DroppedParameter> dropped) => conversation.ToScript("User", "Bot");

    /// <inheritdoc/>
    protected override TextConversation? ReadPrompt(string prompt, ModelId modelId) => TextConversation.FromScript(prompt, "User", "Bot");

    /// <inheritdoc/>
    protected override IReadOnlyList<string> StopsOf(ConverseRequest request, ICollection<DroppedParameter> dropped) =>
        request.InferenceConfig is not { } inference ? []
        : request.ReadFrom == Name ? inference.StopSequences
        : StopSequences.Keep(inference.StopSequences, dropped, IsTitanStop, "Titan takes only | (one or more) and User:");

    /// <inheritdoc/>
    protected override ConverseResponse ReadAnswer(JsonElement body, InvokeModelHeaders headers)
    {
        var usage = new UsageCounter { Input = ConverseJson.GetCount(body, "inputTextTokenCount") };
        JsonElement result = body.GetProperty("results")[0];
        usage.Output = ConverseJson.GetCount(result, "tokenCount");
        StopReason reason = ReasonOf(body, ConverseJson.GetString(result, "completionReason"));
        return FamilyResponse.Build(body, [new TextBlock(result.GetProperty("outputText").GetString()!)], reason, usage, headers, "inputTextTokenCount", "results[0].outputText", "results[0].tokenCount", "results[0].completionReason");
    }

    /// <summary>The service checks stop sequences against <c>^(\|+|User:)$</c> and answers 400 to others.</summary>
    private static bool IsTitanStop(string sequence) => sequence == "User:" || (sequence.Length > 0 && sequence.AsSpan().Trim('|').IsEmpty);

    private sealed class Reader(ModelFamily family) : TextStreamReader(family)
    {
        protected override bool ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> chunk, ref TextChunk piece)
        {
            if (reader.ValueTextEquals("outputText"u8))
            {
                piece.IsKnown = JsonSlice.TryReadText(ref reader, chunk, out piece.Text);
            }
            else if (reader.ValueTextEquals("completionReason"u8))
            {
                piece.Stop = ReadStop(ref reader);
            }
            else if (reader.ValueTextEquals("totalOutputTextTokenCount"u8))
            {
                piece.OutputTokens = JsonSlice.ReadCount(ref reader);
                piece.IsLast = piece.OutputTokens is not null;
            }
            else if (reader.ValueTextEquals("inputTextTokenCount"u8))
            {
                piece.InputTokens = JsonSlice.ReadCount(ref reader);
            }
            else if (reader.ValueTextEquals("results"u8))
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
