using System.Text.Json;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families;

/// <summary>Cohere Command R and R+, text only here: their tools are reached through Converse. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command-r-plus.html.</summary>
internal sealed class CohereCommandRFamily : TextFamily
{
    /// <inheritdoc/>
    public override string Name => "cohere-command-r";

    /// <inheritdoc/>
    public override bool Matches(ModelId modelId) => modelId.BaseModelId?.StartsWith("cohere.command-r", StringComparison.Ordinal) == true;

    /// <inheritdoc/>
    public override FamilyStreamReader CreateStreamReader() => new Reader(this);

    /// <inheritdoc/>
    protected override void WriteBody(BodyWriter body, TextConversation conversation, InferenceConfiguration inference, ModelId modelId, bool stream, ICollection<DroppedParameter> dropped)
    {
        if (conversation.Turns[^1].IsAssistant)
        {
            throw FamilyRequest.Refuse(Name, "messages", "conversation that does not end with the user");
        }

        body.String("message", conversation.Turns[^1].Text);
        if (conversation.Turns.Count > 1)
        {
            body.Name("chat_history");
            body.Json.WriteStartArray();
            for (int i = 0; i < conversation.Turns.Count - 1; i++)
            {
                body.Json.WriteStartObject();
                body.Json.WriteString("role", conversation.Turns[i].IsAssistant ? "CHATBOT" : "USER");
                body.Json.WriteString("message", conversation.Turns[i].Text);
                body.Json.WriteEndObject();
            }

            body.Json.WriteEndArray();
        }

        if (conversation.System.Length > 0)
        {
            body.String("preamble", conversation.System);
        }

        body.Number("max_tokens", inference.MaxTokens);
        body.Number("temperature", inference.Temperature);
        body.Number("p", inference.TopP);
        body.Strings("stop_sequences", StopSequences.NotBlank(inference.StopSequences, dropped));
    }

    /// <inheritdoc/>
    protected override ConverseResponse ReadAnswer(JsonElement body, InvokeModelHeaders headers)
    {
        StopReason reason = ReasonOf(body, ConverseJson.GetString(body, "finish_reason"));
        return FamilyResponse.Build(body, [new TextBlock(body.GetProperty("text").GetString()!)], reason, default, headers, "text", "finish_reason");
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
                // The last event repeats the whole answer in "response"; only its reason is new.
                piece.Stop = ReadStop(ref reader);
                piece.IsKnown |= piece.Stop is not null;
            }
            else if (reader.ValueTextEquals("response_id"u8))
            {
                // Asked without stream, some answer with one chunk that holds everything.
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
