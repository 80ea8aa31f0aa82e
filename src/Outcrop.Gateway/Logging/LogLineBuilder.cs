using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Outcrop.Gateway.Logging;

/// <summary>What one event is made a line with: its texts in their order, gathered behind one another to be searched at once, and the line. Used again for the next event of its thread; not thread-safe.</summary>
internal sealed class LogLineBuilder
{
    private const int Usual = 1024;

    /// <summary>A line that is longer than this is given up with its memory.</summary>
    private const int Longest = 64 * 1024;

    private readonly List<string?> _texts = new(32);
    private readonly Utf8JsonWriter _writer;
    private ArrayBufferWriter<char> _gathered = new(Usual);
    private ArrayBufferWriter<byte> _line = new(Usual);
    private int _next;

    /// <summary>Has nothing yet.</summary>
    public LogLineBuilder() => _writer = new Utf8JsonWriter(_line);

    /// <summary>All texts, a line break between one and the next, so that no two of them make up a third.</summary>
    public ReadOnlySpan<char> Gathered => _gathered.WrittenSpan;

    /// <summary>Begins the next event.</summary>
    public void Clear()
    {
        _texts.Clear();
        _next = 0;
        _gathered = Emptied(_gathered);
        _line = Emptied(_line);
    }

    /// <summary>Adds a text.</summary>
    /// <param name="text">The text; <see langword="null"/> takes a text's place.</param>
    public void Add(string? text)
    {
        _texts.Add(text);
        if (text is not null)
        {
            _gathered.Write(text);
            _gathered.Write("\n");
        }
    }

    /// <summary>Takes the secrets out of each text.</summary>
    /// <param name="redactor">Takes them out.</param>
    public void Redact(SecretRedactor redactor)
    {
        for (int i = 0; i < _texts.Count; i++)
        {
            _texts[i] = _texts[i] is { } text ? redactor.Redact(text) : null;
        }
    }

    /// <summary>The next text, in the order in which they were added.</summary>
    public string? Next() => _texts[_next++];

    /// <summary>Begins the line.</summary>
    public Utf8JsonWriter Begin()
    {
        _writer.Reset(_line);
        return _writer;
    }

    /// <summary>Ends the line.</summary>
    public string End()
    {
        _writer.Flush();
        _line.Write("\n"u8);
        return Encoding.UTF8.GetString(_line.WrittenSpan);
    }

    private static ArrayBufferWriter<T> Emptied<T>(ArrayBufferWriter<T> buffer)
    {
        if (buffer.Capacity > Longest)
        {
            return new ArrayBufferWriter<T>(Usual);
        }

        buffer.ResetWrittenCount();
        return buffer;
    }
}
