using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Outcrop.Testing.Chaos;

/// <summary>Takes the messages of an HTTP/1.1 connection apart, one direction of it. What does not look like HTTP is one body without an end.</summary>
/// <param name="rechunk">Whether event streams of announced length are made chunked.</param>
internal sealed partial class HttpSplitter(bool rechunk)
{
    private const int LongestHead = 64 * 1024;
    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();
    private readonly List<byte> _line = [];
    private State _state = State.Head;
    private long _left;
    private long _position;
    private FrameSplitter? _frames;

    private enum State
    {
        Head,
        Fixed,
        ChunkSize,
        ChunkData,
        ChunkEnd,
        Trailer,
        Rest,
    }

    /// <summary>Whether the message under way is sent in chunks.</summary>
    public bool IsChunked { get; private set; }

    public IEnumerable<Piece> Feed(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            switch (_state)
            {
                case State.Head:
                    _line.Add(bytes.Span[0]);
                    bytes = bytes[1..];
                    if (_line.Count >= 4 && System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_line).EndsWith(HeadEnd))
                    {
                        yield return new Piece(PieceKind.Head, BeginMessage());
                        if (_state == State.Fixed && _left == 0)
                        {
                            yield return EndMessage();
                        }
                    }
                    else if (_line.Count > LongestHead)
                    {
                        _state = State.Rest;
                        bytes = (byte[])[.. _line, .. bytes.Span];
                        _line.Clear();
                    }

                    break;
                case State.ChunkSize or State.ChunkEnd or State.Trailer:
                    byte next = bytes.Span[0];
                    bytes = bytes[1..];
                    if (next != (byte)'\n')
                    {
                        _line.Add(next);
                        break;
                    }

                    if (EndLine())
                    {
                        foreach (Piece last in _frames?.End() ?? [])
                        {
                            yield return last;
                        }

                        yield return EndMessage();
                    }

                    break;
                default:
                    int count = (int)Math.Min(_state == State.Rest ? long.MaxValue : _left, bytes.Length);
                    foreach (Piece piece in Body(bytes[..count]))
                    {
                        yield return piece;
                    }

                    bytes = bytes[count..];
                    _left -= _state == State.Rest ? 0 : count;
                    if (_left == 0 && _state == State.Fixed)
                    {
                        foreach (Piece last in _frames?.End() ?? [])
                        {
                            yield return last;
                        }

                        yield return EndMessage();
                    }
                    else if (_left == 0 && _state == State.ChunkData)
                    {
                        _state = State.ChunkEnd;
                    }

                    break;
            }
        }
    }

    /// <summary>What is left when the sender has ended.</summary>
    public IEnumerable<Piece> End()
    {
        if (_state == State.Head && _line.Count > 0)
        {
            yield return new Piece(PieceKind.Body, _line.ToArray());
        }

        foreach (Piece last in _frames?.End() ?? [])
        {
            yield return last;
        }
    }

    private IEnumerable<Piece> Body(ReadOnlyMemory<byte> bytes)
    {
        if (_frames is not null)
        {
            return _frames.Feed(bytes);
        }

        var piece = new Piece(PieceKind.Body, bytes, _position);
        _position += bytes.Length;
        return [piece];
    }

    /// <summary>A line within a chunked body has ended.</summary>
    /// <returns>Whether the body has.</returns>
    private bool EndLine()
    {
        string line = Encoding.Latin1.GetString(_line.ToArray()).TrimEnd('\r');
        _line.Clear();
        switch (_state)
        {
            case State.ChunkSize:
                _left = long.Parse(line.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                _state = _left == 0 ? State.Trailer : State.ChunkData;
                return false;
            case State.ChunkEnd:
                _state = State.ChunkSize;
                return false;
            default:
                return line.Length == 0;
        }
    }

    private byte[] BeginMessage()
    {
        byte[] head = _line.ToArray();
        _line.Clear();
        string text = Encoding.Latin1.GetString(head);
        bool isResponse = text.StartsWith("HTTP/1.", StringComparison.Ordinal);
        IsChunked = Chunked().IsMatch(text);
        Match length = Length().Match(text);
        _position = 0;
        _left = length.Success ? long.Parse(length.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        _frames = text.Contains("application/vnd.amazon.eventstream", StringComparison.OrdinalIgnoreCase) && isResponse ? new FrameSplitter() : null;
        bool bodiless = isResponse ? NoBody().IsMatch(text) : !IsChunked && !length.Success;
        _state = bodiless || length.Success ? State.Fixed : IsChunked ? State.ChunkSize : State.Rest;
        if (rechunk && _frames is not null && length.Success)
        {
            IsChunked = true;
            return Encoding.Latin1.GetBytes(text.Remove(length.Index, length.Length).Insert(length.Index, "\r\nTransfer-Encoding: chunked"));
        }

        return head;
    }

    private Piece EndMessage()
    {
        _state = State.Head;
        _frames = null;
        return new Piece(PieceKind.End, ReadOnlyMemory<byte>.Empty, _position);
    }

    [GeneratedRegex(@"\r\nTransfer-Encoding:\s*chunked", RegexOptions.IgnoreCase)]
    private static partial Regex Chunked();

    [GeneratedRegex(@"\r\nContent-Length:\s*([0-9]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Length();

    [GeneratedRegex(@"^HTTP/1\.[01] (1[0-9][0-9]|204|304)")]
    private static partial Regex NoBody();
}
