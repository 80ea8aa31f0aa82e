using System.Text;
using System.Text.Json;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Native;

/// <summary>What of one event or answer is looked at before it is passed on: places in its bytes, found in one pass over its top level. Nothing is allocated.</summary>
internal ref struct NativeDocument
{
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = 1000 };

    /// <summary>The type of a Responses event, as it stands in the bytes; empty where there is none that can be a name.</summary>
    public ReadOnlySpan<byte> Type;

    /// <summary>Where the model's name stands, with its quotation marks; empty where it does not.</summary>
    public (int Start, int End) Model;

    /// <summary>The number of a Responses event; -1 where it has none.</summary>
    public long Sequence;

    /// <summary>Whether it is a chunk that holds the counts and nothing of the answer.</summary>
    public bool IsUsageOnly;

    /// <summary>A string as JSON.</summary>
    /// <param name="text">The string.</param>
    public static byte[] Quote(string text) => Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text)}\"");

    /// <summary>Reads a document.</summary>
    /// <param name="json">The bytes; the tap has found them to be an object.</param>
    public static NativeDocument Read(ReadOnlySpan<byte> json)
    {
        var document = new NativeDocument { Sequence = -1 };
        bool noChoices = false;
        bool usage = false;
        var reader = new Utf8JsonReader(json, s_options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isType = reader.ValueTextEquals("type"u8);
            bool isModel = reader.ValueTextEquals("model"u8);
            bool isResponse = reader.ValueTextEquals("response"u8);
            bool isSequence = reader.ValueTextEquals("sequence_number"u8);
            bool isChoices = reader.ValueTextEquals("choices"u8);
            bool isUsage = reader.ValueTextEquals("usage"u8);
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            if (isType && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped)
            {
                document.Type = reader.ValueSpan;
            }
            else if (isModel && reader.TokenType == JsonTokenType.String)
            {
                document.Model = (start, (int)reader.BytesConsumed);
            }
            else if (isSequence && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number))
            {
                document.Sequence = number;
            }
            else if (isResponse && reader.TokenType == JsonTokenType.StartObject)
            {
                (int Start, int End) place = ModelPlace.In(ref reader);
                document.Model = place.End > 0 ? place : document.Model;
            }
            else
            {
                usage |= isUsage && reader.TokenType == JsonTokenType.StartObject;
                bool isArray = isChoices && reader.TokenType == JsonTokenType.StartArray;
                int inside = (int)reader.BytesConsumed;
                reader.Skip();
                noChoices |= isArray && json[inside..((int)reader.BytesConsumed - 1)].Trim(" \t\r\n"u8).IsEmpty;
            }
        }

        document.IsUsageOnly = noChoices && usage;
        return document;
    }
}
