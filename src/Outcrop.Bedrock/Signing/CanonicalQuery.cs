namespace Outcrop.Bedrock.Signing;

/// <summary>The canonical query: names and values in canonical encoding, sorted by name, then by value.</summary>
internal static class CanonicalQuery
{
    /// <summary>More parameters than this are no request of Bedrock's; the limit keeps the sort on the stack.</summary>
    public const int MaxParameters = 256;

    /// <summary>Appends the canonical form of a query.</summary>
    /// <param name="query">The query as it stands on the wire, without its question mark.</param>
    /// <param name="output">Where it goes.</param>
    /// <exception cref="ArgumentException">More than <see cref="MaxParameters"/> parameters.</exception>
    public static void Write(ReadOnlySpan<char> query, ref ByteWriter output)
    {
        if (query.IsEmpty)
        {
            return;
        }

        var encoded = new ByteWriter(stackalloc byte[512]);
        Span<Parameter> parameters = stackalloc Parameter[MaxParameters];
        int count = 0;
        foreach (Range range in query.Split('&'))
        {
            ReadOnlySpan<char> pair = query[range];
            if (pair.IsEmpty)
            {
                continue;
            }

            if (count == MaxParameters)
            {
                throw new ArgumentException($"A query of more than {MaxParameters} parameters cannot be signed.", nameof(query));
            }

            int equals = pair.IndexOf('=');
            int start = encoded.Length;
            UriEncoder.WriteReencoded(equals < 0 ? pair : pair[..equals], ref encoded);
            int split = encoded.Length;
            UriEncoder.WriteReencoded(equals < 0 ? [] : pair[(equals + 1)..], ref encoded);
            var parameter = new Parameter(start, split, encoded.Length);

            // Insertion sort: stable, in place, and queries are short.
            int position = count++;
            while (position > 0 && Compare(encoded.Written, parameter, parameters[position - 1]) < 0)
            {
                parameters[position] = parameters[position - 1];
                position--;
            }

            parameters[position] = parameter;
        }

        for (int i = 0; i < count; i++)
        {
            if (i > 0)
            {
                output.Write((byte)'&');
            }

            Parameter parameter = parameters[i];
            output.Write(encoded.Written[parameter.Start..parameter.Split]);
            output.Write((byte)'=');
            output.Write(encoded.Written[parameter.Split..parameter.End]);
        }

        encoded.Dispose();
    }

    private static int Compare(ReadOnlySpan<byte> bytes, Parameter left, Parameter right)
    {
        int byName = bytes[left.Start..left.Split].SequenceCompareTo(bytes[right.Start..right.Split]);
        return byName != 0 ? byName : bytes[left.Split..left.End].SequenceCompareTo(bytes[right.Split..right.End]);
    }

    private readonly record struct Parameter(int Start, int Split, int End);
}
