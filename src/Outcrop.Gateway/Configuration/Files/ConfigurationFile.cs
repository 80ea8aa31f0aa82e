using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Outcrop.Gateway.Configuration.Files;

/// <summary>
/// Reads the JSON of a configuration file and notes the line of everything in it: comments and trailing commas are allowed, a member written twice is not.
/// </summary>
internal static class ConfigurationFile
{
    private const int DeepestNesting = 64;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="root">What the path of its root is.</param>
    /// <param name="context">Takes the faults.</param>
    /// <returns>The root object; <see langword="null"/> when there is none.</returns>
    public static JsonObject? Read(string path, string root, ConfigurationContext context)
    {
        try
        {
            return Parse(context.Files.Read(path), path, root, context);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            context.Fault(root, $"{path} cannot be read: {exception.Message}");
            return null;
        }
    }

    /// <summary>Takes the bytes of a file apart.</summary>
    /// <param name="bytes">The bytes; a byte order mark is passed over.</param>
    /// <param name="name">What to call it in a fault.</param>
    /// <param name="root">What the path of its root is.</param>
    /// <param name="context">Takes the faults.</param>
    public static JsonObject? Parse(ReadOnlySpan<byte> bytes, string name, string root, ConfigurationContext context)
    {
        bytes = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        if (bytes.IsEmpty)
        {
            context.Fault(root, $"{name} is empty, or no ordinary file", 1);
            return null;
        }

        if (!Utf8.IsValid(bytes))
        {
            context.Fault(root, $"{name} is not UTF-8", LineAt(bytes, FirstInvalid(bytes)));
            return null;
        }

        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = DeepestNesting });
        try
        {
            var lines = new LineCounter();
            reader.Read();
            JsonNode? node = ReadValue(ref reader, bytes, lines, root, context);

            // Whatever follows the root is the reader's to refuse.
            reader.Read();
            if (node is JsonObject found)
            {
                return found;
            }

            context.Fault(root, $"{name} must be a JSON object");
        }
        catch (JsonException exception)
        {
            context.Fault(root, $"{name} is no valid JSON: {WhatIsWrong(exception)}", (int)(exception.LineNumber ?? 0) + 1);
        }
        catch (InvalidOperationException)
        {
            // A member's name with half a surrogate pair.
            context.Fault(root, $"{name} is no valid JSON: a name in it is not valid text", LineAt(bytes, (int)reader.TokenStartIndex));
        }

        return null;
    }

    /// <summary>The path of a member.</summary>
    /// <param name="path">The object's path.</param>
    /// <param name="name">The member's name.</param>
    public static string PathOf(string path, string name) => PromptTemplate.IsName(name) ? $"{path}.{name}" : $"{path}['{name}']";

    private static JsonNode? ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, LineCounter lines, string path, ConfigurationContext context)
    {
        context.Place(path, lines.At(bytes, (int)reader.TokenStartIndex));
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.StartObject:
                return ReadObject(ref reader, bytes, lines, path, context);
            case JsonTokenType.StartArray:
                var array = new JsonArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    array.Add(ReadValue(ref reader, bytes, lines, string.Create(CultureInfo.InvariantCulture, $"{path}[{array.Count}]"), context));
                }

                return array;
            default:
                return JsonValue.Create(JsonElement.ParseValue(ref reader));
        }
    }

    private static JsonObject ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, LineCounter lines, string path, ConfigurationContext context)
    {
        var members = new JsonObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            string memberPath = PathOf(path, name);
            int line = lines.At(bytes, (int)reader.TokenStartIndex);
            context.Place(memberPath, line);
            reader.Read();
            JsonNode? value = ReadValue(ref reader, bytes, lines, memberPath, context);
            if (!members.TryAdd(name, value))
            {
                context.Fault(memberPath, "is written twice", line);
            }
        }

        return members;
    }

    /// <summary>What the reader says, with the place counted as editors count it.</summary>
    private static string WhatIsWrong(JsonException exception)
    {
        int place = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string reason = place < 0 ? exception.Message : exception.Message[..place];
        return exception.BytePositionInLine is { } position ? string.Create(CultureInfo.InvariantCulture, $"{reason} (column {position + 1})") : reason;
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        int valid = 0;
        while (valid < bytes.Length && System.Text.Rune.DecodeFromUtf8(bytes[valid..], out _, out int used) == System.Buffers.OperationStatus.Done)
        {
            valid += used;
        }

        return valid;
    }

    private static int LineAt(ReadOnlySpan<byte> bytes, int position) => 1 + bytes[..position].Count((byte)'\n');

    /// <summary>Counts lines on the way through a file.</summary>
    private sealed class LineCounter
    {
        private int _position;
        private int _line = 1;

        public int At(ReadOnlySpan<byte> bytes, int position)
        {
            _line += bytes[_position..position].Count((byte)'\n');
            _position = position;
            return _line;
        }
    }
}
