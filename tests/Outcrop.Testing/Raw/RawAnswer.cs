using System.Globalization;
using System.Text;

namespace Outcrop.Testing.Raw;

/// <summary>An HTTP/1.1 answer as its bytes came.</summary>
/// <param name="Status">The status; 0 when there is none.</param>
/// <param name="Head">Status line and headers.</param>
/// <param name="Body">The body as Latin-1, chunks taken apart, as far as it came.</param>
/// <param name="IsWhole">Whether the body ended as its headers say that it will.</param>
/// <param name="IsReset">Whether the connection was reset.</param>
public sealed record RawAnswer(int Status, string Head, string Body, bool IsWhole, bool IsReset)
{
    /// <summary>Reads an answer out of bytes.</summary>
    /// <param name="bytes">What came.</param>
    /// <param name="isReset">Whether a reset ended it.</param>
    public static RawAnswer Parse(ReadOnlySpan<byte> bytes, bool isReset)
    {
        string text = Encoding.Latin1.GetString(bytes);
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return new RawAnswer(0, text, "", IsWhole: false, isReset);
        }

        string head = text[..end];
        string rest = text[(end + 4)..];
        int status = int.Parse(head.AsSpan("HTTP/1.1 ".Length, 3), CultureInfo.InvariantCulture);
        (string body, bool whole) = head.Contains("\r\nTransfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase) ? Join(rest) : (rest, rest.Length == LengthOf(head));
        return new RawAnswer(status, head, body, whole, isReset);
    }

    /// <summary>The value of a header; <see langword="null"/> where it is not there.</summary>
    /// <param name="name">Its name.</param>
    public string? Header(string name)
    {
        foreach (string line in Head.Split("\r\n"))
        {
            if (line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))
            {
                return line[(name.Length + 2)..];
            }
        }

        return null;
    }

    private static int LengthOf(string head)
    {
        const string Name = "\r\nContent-Length: ";
        int at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return -1;
        }

        int start = at + Name.Length;
        int end = head.IndexOf('\r', start);
        return int.Parse(head.AsSpan(start, (end < 0 ? head.Length : end) - start), CultureInfo.InvariantCulture);
    }

    private static (string Body, bool IsWhole) Join(string chunks)
    {
        var body = new StringBuilder();
        int at = 0;
        while (true)
        {
            int line = chunks.IndexOf("\r\n", at, StringComparison.Ordinal);
            if (line < 0)
            {
                return (body.ToString(), false);
            }

            int length = int.Parse(chunks.AsSpan(at, line - at), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            int next = line + 2 + length + 2;
            if (length == 0)
            {
                return (body.ToString(), chunks.Length == next);
            }

            body.Append(chunks.AsSpan(line + 2, Math.Min(length, chunks.Length - line - 2)));
            if (next > chunks.Length)
            {
                return (body.ToString(), false);
            }

            at = next;
        }
    }
}
