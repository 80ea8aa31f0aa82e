using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families;

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
    protected override void WriteBody(BodyWriter body, TextConversation conversation, InferenceConfiguration inference, ModelId modelId, bool stream, ICollection<DroppedParameter> dropped)
    {
        body.String("inputText", conversation.ToScript("User", "Bot"));
        IReadOnlyList<string> stops = StopSequences.Keep(inference.StopSequences, dropped, IsTitanStop, "Titan takes only | (one or more) and User:");
        if (inference is { MaxTokens: null, Temperature: null, TopP: null } && stops.Count == 0)
        {
            return;
        }

        body.Name("textGenerationConfig");
        Utf8JsonWriter json = body.Json;
        json.WriteStartObject();
        if (inference.MaxTokens is { } maxTokens)
        {
            json.WriteNumber("maxTokenCount", maxTokens);
        }

        if (inference.Temperature is { } temperature)
        {
            json.WriteNumber("temperature", temperature);
        }

        if (inference.TopP is { } topP)
        {
            json.WriteNumber("topP", topP);
        }

        if (stops.Count > 0)
        {
            json.WritePropertyName("stopSequences");
            BodyWriter.WriteStrings(json, stops);
        }

        json.WriteEndObject();
    }

    /// <inheritdoc/>
    protected override ConverseResponse ReadAnswer(JsonElement body, InvokeModelHeaders headers)
    {
        var usage = new UsageCounter { Input = ConverseJson.GetCount(body, "inputTextTokenCount") };
        JsonElement result = body.GetProperty("results")[0];
        usage.Output = ConverseJson.GetCount(result, "tokenCount");
        StopReason reason = ReasonOf(body, ConverseJson.GetString(result, "completionReason"));
        return FamilyResponse.Build(body, [new TextBlock(result.GetProperty("outputText").GetString()!)], reason, usage, headers, "inputTextTokenCount", "results");
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
