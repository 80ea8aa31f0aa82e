using System.Text.Json;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.Json;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary>The free text of a custom tool's call, out of the one argument that the model was asked to put it in.</summary>
internal static class CustomInput
{
    /// <summary>Takes it out. A model that kept to no JSON has written the text itself.</summary>
    /// <param name="arguments">The call's arguments, as escaped JSON characters.</param>
    /// <returns>The text, as escaped JSON characters; the caller disposes it.</returns>
    /// <exception cref="FormatException">The arguments are not Unicode.</exception>
    public static PooledBufferWriter Of(JsonText arguments)
    {
        var result = new PooledBufferWriter(arguments.Utf8.Length + 16);
        using var decoded = new PooledBufferWriter(arguments.Utf8.Length + 16);
        arguments.CopyDecodedTo(decoded);
        result.Write(Find(decoded.WrittenMemory) is { } text ? text.Utf8.Span : arguments.Utf8.Span);
        return result;
    }

    private static JsonText? Find(ReadOnlyMemory<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json.Span);
            JsonText? found = null;
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool wanted = reader.ValueTextEquals(ResponsesToolNames.CustomArgument);
                if (!reader.Read())
                {
                    return null;
                }

                if (wanted && reader.TokenType == JsonTokenType.String)
                {
                    found = JsonText.From(ref reader, json);
                }

                reader.Skip();
            }

            return found;
        }
        catch (JsonException)
        {
            // Broken off by the limit of tokens, or never JSON: the caller is given what was written, in an item that says so.
            return null;
        }
    }
}
