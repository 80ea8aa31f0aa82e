using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Families.Streaming;

/// <summary>
/// Parts reasoning from text while it comes. A tag may be split over chunks, and its brackets may be escaped: some serializers do. What could be the beginning of a tag is held back
/// until the next piece tells. After the first character of the answer itself tags are the answer's own. Holds the state of one answer; not thread-safe.
/// </summary>
internal sealed class ReasoningSplitter(ReasoningTags tags)
{
    private State _state = tags.StartsInside ? State.First : State.Before;
    private ReadOnlyMemory<byte> _rest;
    private byte[] _held = [];
    private bool _escaped;

    private enum State
    {
        /// <summary>The answer begins with reasoning, whether its tag is repeated or not.</summary>
        First,

        /// <summary>Only tags so far.</summary>
        Before,

        /// <summary>Between tags.</summary>
        Inside,

        /// <summary>The answer has begun.</summary>
        After,
    }

    /// <summary>Parts the text of a whole answer, by the same rules.</summary>
    public static void Split(string text, ReasoningTags tags, List<ContentBlock> content)
    {
        if (!tags.StartsInside && !text.StartsWith('<'))
        {
            Add(text, reasoning: false, content);
            return;
        }

        var splitter = new ReasoningSplitter(tags);
        byte[] encoded = JsonEncodedText.Encode(text, ConverseJson.WriterOptions.Encoder).EncodedUtf8Bytes.ToArray();
        splitter.Begin(new JsonText(encoded, encoded.AsSpan().Contains((byte)'\\')));
        while (splitter.TryNext(out JsonText piece, out bool reasoning) || splitter.TryFlush(out piece, out reasoning))
        {
            Add(piece.GetString(), reasoning, content);
        }
    }

    /// <summary>Takes the next piece of the answer; <see cref="TryNext"/> is to be called until it gives no more.</summary>
    public void Begin(JsonText text)
    {
        if (_held.Length == 0)
        {
            (_rest, _escaped) = (text.Utf8, text.IsEscaped);
            return;
        }

        byte[] joined = new byte[_held.Length + text.Utf8.Length];
        _held.CopyTo(joined, 0);
        text.Utf8.CopyTo(joined.AsMemory(_held.Length));
        (_rest, _escaped, _held) = (joined, true, []);
    }

    /// <summary>Gives the next part.</summary>
    public bool TryNext(out JsonText piece, out bool reasoning)
    {
        while (!_rest.IsEmpty)
        {
            switch (_state)
            {
                case State.First or State.Before:
                    TakeOpening();
                    break;
                case State.Inside:
                    if (TakeInside(out piece))
                    {
                        reasoning = true;
                        return true;
                    }

                    break;
                case State.After:
                    piece = Take(_rest.Length);
                    reasoning = false;
                    return true;
                default:
                    throw new InvalidOperationException($"The state {_state} is not handled.");
            }
        }

        (piece, reasoning) = (default, false);
        return false;
    }

    /// <summary>At the answer's end: what was held back was no tag after all.</summary>
    public bool TryFlush(out JsonText piece, out bool reasoning)
    {
        reasoning = _state is State.Inside or State.First;
        piece = new JsonText(_held, escaped: true);
        _held = [];
        return !piece.IsEmpty;
    }

    private static void Add(string text, bool reasoning, List<ContentBlock> content)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (content.Count > 0 && reasoning && content[^1] is ReasoningBlock before)
        {
            content[^1] = before with { Text = before.Text + text };
        }
        else if (content.Count > 0 && !reasoning && content[^1] is TextBlock said)
        {
            content[^1] = said with { Text = said.Text + text };
        }
        else
        {
            content.Add(reasoning ? new ReasoningBlock(text) : new TextBlock(text));
        }
    }

    private void TakeOpening()
    {
        int length = Match(_rest.Span, tags.Open);
        if (length > 0)
        {
            _rest = _rest[length..];
            _state = State.Inside;
        }
        else if (length < 0)
        {
            Hold();
        }
        else
        {
            _state = _state == State.First ? State.Inside : State.After;
        }
    }

    private bool TakeInside(out JsonText piece)
    {
        ReadOnlySpan<byte> rest = _rest.Span;
        int at = 0;
        while (at < rest.Length)
        {
            int candidate = rest[at..].IndexOfAny((byte)'<', (byte)'\\');
            if (candidate < 0)
            {
                break;
            }

            at += candidate;
            int length = Match(rest[at..], tags.Close);
            if (length != 0)
            {
                piece = Take(at);
                if (length > 0)
                {
                    _rest = _rest[length..];
                    _state = State.Before;
                }
                else
                {
                    Hold();
                }

                return !piece.IsEmpty;
            }

            // An escape is stepped over whole: the second half of \\ begins none.
            at += rest[at] != (byte)'\\' ? 1 : at + 1 < rest.Length && rest[at + 1] == (byte)'u' ? 6 : 2;
        }

        piece = Take(rest.Length);
        return true;
    }

    private JsonText Take(int length)
    {
        var piece = new JsonText(_rest[..length], _escaped);
        _rest = _rest[length..];
        return piece;
    }

    private void Hold()
    {
        _held = _rest.ToArray();
        _rest = default;
    }

    /// <summary>Compares the beginning of a text with a tag.</summary>
    /// <returns>The tag's length on the wire; 0 when it is another text; -1 when the text ends before that is known.</returns>
    private static int Match(ReadOnlySpan<byte> text, string tag)
    {
        int at = 0;
        foreach (char c in tag)
        {
            if (at >= text.Length)
            {
                return -1;
            }

            int length = text[at] == c ? 1
                : text[at] != (byte)'\\' ? 0
                : c == '/' && text[at..].StartsWith("\\/"u8) ? 2
                : text.Length >= at + 6 && text[at + 1] == (byte)'u'
                    && System.Buffers.Text.Utf8Parser.TryParse(text.Slice(at + 2, 4), out ushort code, out int digits, 'x') && digits == 4 && code == c ? 6 : 0;
            if (length == 0)
            {
                return 0;
            }

            at += length;
        }

        return at;
    }
}
