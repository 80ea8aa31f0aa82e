using System.Text.Json;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Converse;

/// <summary>Takes pieces out of a document that a <see cref="Utf8JsonReader"/> walks, as views over its memory. The reader reads the whole memory from its first byte.</summary>
internal static class JsonSlice
{
    /// <summary>Moves past the value the reader stands before and gives its bytes.</summary>
    public static ReadOnlyMemory<byte> ReadValue(ref Utf8JsonReader reader, ReadOnlyMemory<byte> document)
    {
        reader.Read();
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return document[start..(int)reader.BytesConsumed];
    }

    /// <summary>Moves past a value that should be a string; anything else gives an empty text that says it is none.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="document">What it reads.</param>
    /// <param name="text">The characters.</param>
    /// <returns>Whether the value is a string.</returns>
    public static bool TryReadText(ref Utf8JsonReader reader, ReadOnlyMemory<byte> document, out JsonText text)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            text = JsonText.From(ref reader, document);
            return true;
        }

        text = default;
        reader.Skip();
        return false;
    }

    /// <summary>Moves past a value that should be a string and gives it decoded; <see langword="null"/> when it is none.</summary>
    public static string? ReadString(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }

    /// <summary>Moves past a value that should be a number; <see langword="null"/> when it is none. Floats such as <c>28.0</c> are taken as they are meant.</summary>
    public static long? ReadNumber(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.Number)
        {
            reader.Skip();
            return null;
        }

        return reader.TryGetInt64(out long whole) ? whole : (long)Math.Clamp(reader.GetDouble(), long.MinValue, long.MaxValue);
    }

    /// <summary>Moves past a value that should be a count.</summary>
    public static int? ReadCount(ref Utf8JsonReader reader) => ReadNumber(ref reader) is { } number ? ConverseJson.ToCount(number) : null;

    /// <summary>Moves to the next member's name of the object the reader is in.</summary>
    public static bool NextMember(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Moves past the value of a member nobody wants.</summary>
    public static void SkipValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    /// <summary>Opens a document that must be an object.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static Utf8JsonReader OpenObject(ReadOnlyMemory<byte> document)
    {
        var reader = new Utf8JsonReader(document.Span, ConverseJson.ReaderOptions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An object was expected.");
        }

        return reader;
    }

    /// <summary>Checks that nothing follows the object that has just been read.</summary>
    /// <exception cref="JsonException">Something follows, or the object has not ended.</exception>
    public static void Close(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.EndObject || reader.CurrentDepth != 0 || reader.Read())
        {
            throw new JsonException("The object has no proper end.");
        }
    }
}
