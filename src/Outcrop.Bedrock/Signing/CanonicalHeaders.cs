namespace Outcrop.Bedrock.Signing;

/// <summary>The canonical headers and the list of their names: lower case, sorted, values trimmed and their runs of white space collapsed, those of one name joined by commas.</summary>
internal static class CanonicalHeaders
{
    /// <summary>More headers than this are no request of ours; the limit keeps the sort on the stack.</summary>
    public const int MaxHeaders = 128;

    /// <summary>Fills the order in which the headers stand.</summary>
    /// <param name="headers">The headers to sign.</param>
    /// <param name="order">Room for as many indices.</param>
    /// <exception cref="ArgumentException">More than <see cref="MaxHeaders"/> headers.</exception>
    public static void Sort(ReadOnlySpan<KeyValuePair<string, string>> headers, Span<int> order)
    {
        if (headers.Length > MaxHeaders)
        {
            throw new ArgumentException($"More than {MaxHeaders} headers cannot be signed.", nameof(headers));
        }

        // Insertion sort: stable, so that values of one name keep their order.
        for (int i = 0; i < headers.Length; i++)
        {
            int position = i;
            while (position > 0 && CompareNames(headers[i].Key, headers[order[position - 1]].Key) < 0)
            {
                order[position] = order[position - 1];
                position--;
            }

            order[position] = i;
        }
    }

    /// <summary>Appends the canonical headers, each with its line feed.</summary>
    public static void Write(ReadOnlySpan<KeyValuePair<string, string>> headers, ReadOnlySpan<int> order, ref ByteWriter output)
    {
        for (int i = 0; i < headers.Length; i++)
        {
            KeyValuePair<string, string> header = headers[order[i]];
            if (i > 0 && CompareNames(header.Key, headers[order[i - 1]].Key) == 0)
            {
                output.Write((byte)',');
            }
            else
            {
                if (i > 0)
                {
                    output.Write((byte)'\n');
                }

                WriteLower(header.Key, ref output);
                output.Write((byte)':');
            }

            WriteValue(header.Value, ref output);
        }

        output.Write((byte)'\n');
    }

    /// <summary>Appends the names, separated by semicolons.</summary>
    public static void WriteNames(ReadOnlySpan<KeyValuePair<string, string>> headers, ReadOnlySpan<int> order, ref ByteWriter output)
    {
        for (int i = 0; i < headers.Length; i++)
        {
            string name = headers[order[i]].Key;
            if (i > 0)
            {
                if (CompareNames(name, headers[order[i - 1]].Key) == 0)
                {
                    continue;
                }

                output.Write((byte)';');
            }

            WriteLower(name, ref output);
        }
    }

    private static void WriteValue(ReadOnlySpan<char> value, ref ByteWriter output)
    {
        value = value.Trim();
        while (true)
        {
            int space = value.IndexOfAny(" \t\r\n");
            if (space < 0)
            {
                output.Write(value);
                return;
            }

            output.Write(value[..space]);
            output.Write((byte)' ');
            value = value[space..].TrimStart();
        }
    }

    private static void WriteLower(ReadOnlySpan<char> name, ref ByteWriter output)
    {
        foreach (char c in name)
        {
            output.Write((byte)char.ToLowerInvariant(c));
        }
    }

    private static int CompareNames(string left, string right)
    {
        int common = Math.Min(left.Length, right.Length);
        for (int i = 0; i < common; i++)
        {
            int difference = char.ToLowerInvariant(left[i]) - char.ToLowerInvariant(right[i]);
            if (difference != 0)
            {
                return difference;
            }
        }

        return left.Length - right.Length;
    }
}
