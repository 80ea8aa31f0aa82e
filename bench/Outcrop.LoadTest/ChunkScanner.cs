using System.Globalization;
using System.Text;

namespace Outcrop.LoadTest;

/// <summary>Finds the end of an answer of HTTP/1.1, chunked or of announced length, in whatever pieces it comes, and counts its payload. One per answer.</summary>
internal struct ChunkScanner
{
    private enum State
    {
        Head,
        Size,
        Payload,
        PayloadEnd,
        Done,
    }

    private State _state;
    private StringBuilder? _line;
    private long _left;
    private bool _announced;

    /// <summary>The status.</summary>
    public int Status { get; private set; }

    /// <summary>The payload's bytes so far.</summary>
    public long PayloadBytes { get; private set; }

    /// <summary>Whether the answer has ended as it should.</summary>
    public readonly bool IsDone => _state == State.Done;

    /// <summary>Takes the next bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public void Scan(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && _state != State.Done)
        {
            if (_state == State.Payload)
            {
                int count = (int)Math.Min(_left, bytes.Length);
                bytes = bytes[count..];
                PayloadBytes += count;
                _left -= count;
                _state = _left > 0 ? State.Payload : _announced ? State.Done : State.PayloadEnd;
                continue;
            }

            _line ??= new StringBuilder(64);
            int end = bytes.IndexOf((byte)'\n');
            _line.Append(Encoding.Latin1.GetString(end < 0 ? bytes : bytes[..end]));
            if (end < 0)
            {
                return;
            }

            bytes = bytes[(end + 1)..];
            TakeLine(_line.ToString().TrimEnd('\r'));
            _line.Clear();
        }
    }

    private void TakeLine(string line)
    {
        switch (_state)
        {
            case State.Head when Status == 0:
                Status = int.Parse(line.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture);
                break;
            case State.Head when line.StartsWith("Content-Length", StringComparison.OrdinalIgnoreCase):
                _announced = true;
                _left = long.Parse(line.AsSpan(line.IndexOf(':') + 1), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
                break;
            case State.Head:
                _state = line.Length > 0 ? State.Head : !_announced ? State.Size : _left > 0 ? State.Payload : State.Done;
                break;
            case State.PayloadEnd:
                _state = State.Size;
                break;
            case State.Size when line.Length == 0:
                _state = State.Done;
                break;
            case State.Size:
                // The last chunk's size is followed by an empty line, which ends the answer.
                _left = long.Parse(line, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                _state = _left > 0 ? State.Payload : State.Size;
                break;
            case State.Payload or State.Done:
            default:
                throw new InvalidOperationException($"No line belongs here: {_state}.");
        }
    }
}
