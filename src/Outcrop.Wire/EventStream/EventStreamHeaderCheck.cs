using System.Text.Unicode;

namespace Outcrop.Wire.EventStream;

/// <summary>Checks a frame's whole header block once, so that nobody downstream meets a malformed header. Allocates nothing for the blocks AWS sends.</summary>
internal static class EventStreamHeaderCheck
{
    /// <summary>Up to here names are compared pairwise; Bedrock's frames have three headers. A block of 128 KiB could hold 30,000.</summary>
    private const int PairwiseLimit = 32;

    /// <summary>Whether every header is well formed, its text is UTF-8 and no name stands twice.</summary>
    public static bool IsSound(ReadOnlySpan<byte> block)
    {
        var headers = new EventStreamHeaderEnumerator(block);
        HashSet<string>? names = null;
        int count = 0;
        while (headers.TryMoveNext())
        {
            EventStreamHeader header = headers.Current;
            if (!Utf8.IsValid(header.Name) || (header.Type == EventStreamHeaderType.String && !Utf8.IsValid(header.Value)))
            {
                return false;
            }

            if (count < PairwiseLimit ? Occurs(block, header.Name, count) : !(names ??= NamesOf(block, count)).Add(header.GetName()))
            {
                return false;
            }

            count++;
        }

        return !headers.IsMalformed;
    }

    private static bool Occurs(ReadOnlySpan<byte> block, ReadOnlySpan<byte> name, int before)
    {
        var headers = new EventStreamHeaderEnumerator(block);
        for (int i = 0; i < before && headers.MoveNext(); i++)
        {
            if (headers.Current.Name.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    private static HashSet<string> NamesOf(ReadOnlySpan<byte> block, int before)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var headers = new EventStreamHeaderEnumerator(block);
        for (int i = 0; i < before && headers.MoveNext(); i++)
        {
            names.Add(headers.Current.GetName());
        }

        return names;
    }
}
