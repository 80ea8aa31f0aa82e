using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Outcrop.Wire.Json;

/// <summary>
/// The top-level members of a JSON object, found in one pass that also proves the whole document well formed: valid UTF-8, no
/// member twice at the top, at most <see cref="MaxDepth"/> levels. The values stay where they are. Immutable.
/// </summary>
public sealed class JsonEnvelope
{
    /// <summary>The deepest nesting accepted: tool schemas go deeper than System.Text.Json's 64.</summary>
    public const int MaxDepth = 256;

    private readonly List<JsonMember> _members;

    private JsonEnvelope(ReadOnlyMemory<byte> document, int start, int end, List<JsonMember> members)
    {
        Document = document;
        Start = start;
        End = end;
        _members = members;
    }

    /// <summary>The document that was scanned.</summary>
    public ReadOnlyMemory<byte> Document { get; }

    /// <summary>The members in their order.</summary>
    public IReadOnlyList<JsonMember> Members => _members;

    /// <summary>Where the opening brace stands.</summary>
    internal int Start { get; }

    /// <summary>Where the closing brace stands.</summary>
    internal int End { get; }

    /// <summary>Scans a document.</summary>
    /// <param name="document">UTF-8, without a byte order mark; kept, not copied.</param>
    /// <exception cref="JsonEnvelopeException">It is no acceptable JSON object.</exception>
    public static JsonEnvelope Scan(ReadOnlyMemory<byte> document)
    {
        // Utf8JsonReader passes invalid UTF-8 and lone surrogates through; both would fail later as a server error.
        if (!Utf8.IsValid(document.Span))
        {
            throw new JsonEnvelopeException("The body is not valid UTF-8.");
        }

        try
        {
            return ScanCore(document);
        }
        catch (JsonException fault)
        {
            throw new JsonEnvelopeException($"The body is not valid JSON (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}).", fault);
        }
        catch (InvalidOperationException fault)
        {
            throw new JsonEnvelopeException("A string of the body holds half of a surrogate pair.", fault);
        }
    }

    /// <summary>Finds a member.</summary>
    /// <param name="name">The name, compared exactly.</param>
    /// <param name="member">The member.</param>
    public bool TryGet(string name, out JsonMember member)
    {
        foreach (JsonMember candidate in _members)
        {
            if (candidate.Name == name)
            {
                member = candidate;
                return true;
            }
        }

        member = default;
        return false;
    }

    /// <summary>The raw JSON of a member's value.</summary>
    /// <param name="member">A member of this envelope.</param>
    public ReadOnlyMemory<byte> GetValue(JsonMember member) => Document[member.ValueStart..member.End];

    /// <summary>The string value of a member, or <see langword="null"/> when it is absent or no string.</summary>
    /// <param name="name">The name.</param>
    public string? GetString(string name)
    {
        if (!TryGet(name, out JsonMember member) || member.Kind != JsonTokenType.String)
        {
            return null;
        }

        var reader = new Utf8JsonReader(GetValue(member).Span);
        reader.Read();
        return reader.GetString();
    }

    private static JsonEnvelope ScanCore(ReadOnlyMemory<byte> document)
    {
        var reader = new Utf8JsonReader(document.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonEnvelopeException("The body is not a JSON object.");
        }

        int start = (int)reader.TokenStartIndex;
        var members = new List<JsonMember>(16);
        HashSet<string>? names = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            int nameStart = (int)reader.TokenStartIndex;
            reader.Read();
            JsonTokenType kind = reader.TokenType;
            int valueStart = (int)reader.TokenStartIndex;
            SkipChecked(ref reader);
            names ??= new HashSet<string>(StringComparer.Ordinal);
            if (!names.Add(name))
            {
                // Two readers that pick different ones would disagree on what was asked.
                throw new JsonEnvelopeException($"The member '{Printable(name)}' stands twice in the body.");
            }

            members.Add(new JsonMember(name, nameStart, valueStart, (int)reader.BytesConsumed, kind));
        }

        int end = (int)reader.TokenStartIndex;
        while (reader.Read())
        {
        }

        return new JsonEnvelope(document, start, end, members);
    }

    /// <summary>Skips a value and looks at the escapes of every string in it: the reader lets half of a surrogate pair pass, and decoding a prompt only to see that would cost twice its length.</summary>
    private static void SkipChecked(ref Utf8JsonReader reader)
    {
        int depth = reader.CurrentDepth;
        do
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped && JsonEscapes.HasLoneSurrogate(reader.ValueSpan))
            {
                throw new JsonEnvelopeException("A string of the body holds half of a surrogate pair.");
            }
        }
        while ((reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray || reader.CurrentDepth > depth) && reader.Read());
    }

    private static string Printable(string name)
    {
        var text = new StringBuilder();
        foreach (char c in name.AsSpan(0, Math.Min(name.Length, 64)))
        {
            text.Append(char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        }

        return text.ToString();
    }
}
