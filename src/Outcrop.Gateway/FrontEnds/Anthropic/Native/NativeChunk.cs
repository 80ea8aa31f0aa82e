using System.Text.Json;
using Outcrop.Wire.Json;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Native;

/// <summary>What of one event or answer is not passed on as it stands: places in its bytes, found in one pass over its top level. Nothing is allocated.</summary>
internal ref struct NativeChunk
{
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = 1000 };

    /// <summary>The event's name, as its type stands in the bytes; empty where there is none that can be a name.</summary>
    public ReadOnlySpan<byte> Type;

    /// <summary>Where Bedrock's metrics are cut out, the comma that goes with them included; empty where there are none.</summary>
    public (int Start, int End) Metrics;

    /// <summary>Where the answer's model stands, with its quotation marks; empty where it does not.</summary>
    public (int Start, int End) Model;

    /// <summary>Reads a chunk.</summary>
    /// <param name="json">The bytes; the tap has found them to be an object.</param>
    public static NativeChunk Read(ReadOnlySpan<byte> json)
    {
        var chunk = new NativeChunk();
        var reader = new Utf8JsonReader(json, s_options);
        reader.Read();
        int end = (int)reader.BytesConsumed;
        bool first = true;
        bool cutToNext = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int start = (int)reader.TokenStartIndex;
            if (cutToNext)
            {
                chunk.Metrics.End = start;
                cutToNext = false;
            }

            bool isType = reader.ValueTextEquals("type"u8);
            bool isMetrics = reader.ValueTextEquals("amazon-bedrock-invocationMetrics"u8);
            bool isMessage = reader.ValueTextEquals("message"u8);
            bool isModel = reader.ValueTextEquals("model"u8);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped)
            {
                chunk.Type = reader.ValueSpan;
            }
            else if (isModel && reader.TokenType == JsonTokenType.String)
            {
                chunk.Model = ((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
            }
            else if (isMessage && reader.TokenType == JsonTokenType.StartObject)
            {
                (int Start, int End) place = ModelPlace.In(ref reader);
                chunk.Model = place.End > 0 ? place : chunk.Model;
            }
            else
            {
                reader.Skip();
            }

            if (isMetrics)
            {
                chunk.Metrics = (first ? start : end, (int)reader.BytesConsumed);
                cutToNext = first;
            }
            else
            {
                first = false;
            }

            end = (int)reader.BytesConsumed;
        }

        return chunk;
    }
}
