using System.Text.Json;

namespace Outcrop.Gateway.FrontEnds;

/// <summary>Finds where an answer that is passed on says which model it is from.</summary>
internal static class ModelPlace
{
    /// <summary>Reads the object that the reader has just entered, to its end.</summary>
    /// <param name="reader">The reader, at the beginning of the object.</param>
    /// <returns>Where the model's name stands, with its quotation marks; empty where it does not.</returns>
    public static (int Start, int End) In(ref Utf8JsonReader reader)
    {
        (int Start, int End) place = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isModel = reader.ValueTextEquals("model"u8);
            reader.Read();
            if (isModel && reader.TokenType == JsonTokenType.String)
            {
                place = ((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
            }
            else
            {
                reader.Skip();
            }
        }

        return place;
    }
}
