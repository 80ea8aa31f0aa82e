using System.Text;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.EventStream;

namespace Outcrop.Wire.Tests.EventStream;

/// <summary>A frame as a test sees it, written and compared through the typed members, so that a wrong width or sign shows.</summary>
internal sealed record SampleFrame(IReadOnlyList<(string Name, object Value)> Headers, byte[] Payload)
{
    /// <summary>A stream like Bedrock's: three string headers in their order, JSON payloads with padding.</summary>
    public static IReadOnlyList<SampleFrame> Reference { get; } =
    [
        Event("messageStart", """{"p":"abcdef","role":"assistant"}"""),
        Event("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"Grüße, \"Welt\""},"p":"abc"}"""),
        Event("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":" 🌍"},"p":"abcdefghijklm"}"""),
        Event("contentBlockStop", """{"contentBlockIndex":0,"p":"ab"}"""),
        Event("messageStop", """{"p":"abcd","stopReason":"end_turn"}"""),
        Event("metadata", """{"metrics":{"latencyMs":7},"p":"abcde","usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3}}"""),
    ];

    public static SampleFrame Event(string type, string payload) => new(
        [(":event-type", type), (":content-type", "application/json"), (":message-type", "event")],
        Encoding.UTF8.GetBytes(payload));

    public static SampleFrame Random(Random random)
    {
        var headers = new List<(string, object)>();
        var names = new HashSet<string>();
        for (int left = random.Next(0, 12); left > 0; left--)
        {
            string name = RandomText(random, random.Next(1, random.Next(2, 60)));
            if (names.Add(name))
            {
                headers.Add((name, RandomValue(random)));
            }
        }

        byte[] payload = new byte[random.Next(0, random.Next(1, 4000))];
        random.NextBytes(payload);
        return new SampleFrame(headers, payload);
    }

    public static byte[] Encode(params IEnumerable<SampleFrame> frames)
    {
        using var writer = new EventStreamWriter();
        using var output = new PooledBufferWriter();
        foreach (SampleFrame frame in frames)
        {
            frame.WriteTo(writer, output);
        }

        return output.WrittenSpan.ToArray();
    }

    public static SampleFrame From(EventStreamFrame frame)
    {
        var headers = new List<(string, object)>();
        EventStreamHeaderEnumerator walk = frame.GetHeaders();
        while (walk.MoveNext())
        {
            headers.Add((walk.Current.GetName(), ValueOf(walk.Current)));
        }

        return new SampleFrame(headers, frame.Payload.ToArray());
    }

    public bool Equals(SampleFrame? other) => other is not null && Headers.Select(Comparable).SequenceEqual(other.Headers.Select(Comparable)) && Payload.AsSpan().SequenceEqual(other.Payload);

    public override int GetHashCode() => HashCode.Combine(Headers.Count, Payload.Length);

    private static object ValueOf(EventStreamHeader header) => header.Type switch
    {
        EventStreamHeaderType.True or EventStreamHeaderType.False => header.GetBoolean(),
        EventStreamHeaderType.Int8 => (sbyte)header.GetInteger(),
        EventStreamHeaderType.Int16 => (short)header.GetInteger(),
        EventStreamHeaderType.Int32 => (int)header.GetInteger(),
        EventStreamHeaderType.Int64 => header.GetInteger(),
        EventStreamHeaderType.Bytes => header.Value.ToArray(),
        EventStreamHeaderType.String => header.GetString(),
        EventStreamHeaderType.Timestamp => new Milliseconds(header.GetTimestampMilliseconds()),
        EventStreamHeaderType.Uuid => header.GetGuid(),
        _ => throw new InvalidOperationException($"A header of type {header.Type} went through."),
    };

    private static (string, object) Comparable((string Name, object Value) header) =>
        (header.Name, header.Value is byte[] bytes ? "bytes:" + Convert.ToHexString(bytes) : header.Value);

    private static string RandomText(Random random, int length)
    {
        ReadOnlySpan<string> alphabet = ["a", "Z", ":", "-", " ", "é", "→", "🌍", "\0", "\""];
        var text = new StringBuilder();
        for (int i = 0; i < length; i++)
        {
            text.Append(alphabet[random.Next(alphabet.Length)]);
        }

        return text.ToString();
    }

    private static object RandomValue(Random random)
    {
        byte[] bytes = new byte[random.Next(0, 40)];
        random.NextBytes(bytes);
        return random.Next(10) switch
        {
            0 => true,
            1 => false,
            2 => (sbyte)random.Next(sbyte.MinValue, sbyte.MaxValue + 1),
            3 => (short)random.Next(short.MinValue, short.MaxValue + 1),
            4 => random.Next(int.MinValue, int.MaxValue),
            5 => random.NextInt64(long.MinValue, long.MaxValue),
            6 => bytes,
            7 => RandomText(random, random.Next(0, 30)),
            8 => new Milliseconds(random.NextInt64(long.MinValue, long.MaxValue)),
            _ => new Guid(random.Next(), 0x1234, 0x5678, BitConverter.GetBytes(random.NextInt64())),
        };
    }

    private void WriteTo(EventStreamWriter writer, PooledBufferWriter output)
    {
        foreach ((string name, object value) in Headers)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(name);
            _ = value switch
            {
                bool flag => writer.Add(utf8, flag),
                sbyte number => writer.Add(utf8, number),
                short number => writer.Add(utf8, number),
                int number => writer.Add(utf8, number),
                long number => writer.Add(utf8, number),
                byte[] bytes => writer.AddBytes(utf8, bytes),
                string text => writer.AddString(utf8, text),
                Milliseconds time => writer.AddTimestamp(utf8, time.Value),
                Guid guid => writer.Add(utf8, guid),
                _ => throw new InvalidOperationException($"No header type for {value.GetType()}."),
            };
        }

        writer.WriteFrame(output, Payload);
    }

    internal readonly record struct Milliseconds(long Value);
}
