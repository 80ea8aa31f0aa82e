using System.Buffers.Binary;
using System.Text.Json;
using Outcrop.Testing;
using Outcrop.Wire.EventStream;

namespace Outcrop.Wire.Tests.EventStream;

public sealed class BotocoreVectorTests
{
    [Fact]
    public void Positive_EachCase_DecodesAsBotocoreDoesAndReencodesIdentically()
    {
        int cases = 0;
        foreach (JsonElement vector in Cases("positive"))
        {
            string name = vector.GetProperty("name").GetString()!;
            byte[] bytes = Convert.FromHexString(vector.GetProperty("hex").GetString()!);
            using var decoder = new EventStreamDecoder();
            decoder.Append(bytes);
            Assert.True(decoder.TryRead(out EventStreamFrame frame), name);
            Assert.Equal(vector.GetProperty("totalLength").GetInt32(), frame.Bytes.Length);
            Assert.Equal(vector.GetProperty("headersLength").GetInt32(), frame.HeaderBytes.Length);
            Assert.Equal(vector.GetProperty("preludeCrc").GetUInt32(), BinaryPrimitives.ReadUInt32BigEndian(frame.Bytes.Span[8..]));
            Assert.Equal(vector.GetProperty("messageCrc").GetUInt32(), BinaryPrimitives.ReadUInt32BigEndian(frame.Bytes.Span[^4..]));
            Assert.Equal(vector.GetProperty("payloadBase64").GetBytesFromBase64(), frame.Payload.ToArray());
            EventStreamHeaderEnumerator headers = frame.GetHeaders();
            foreach (JsonProperty header in vector.GetProperty("headers").EnumerateObject())
            {
                Assert.True(headers.MoveNext(), name);
                Assert.Equal(header.Name, headers.Current.GetName());
                Assert.True(Equal(header.Value, headers.Current), $"{name}: {header.Name}");
            }

            Assert.False(headers.MoveNext(), name);
            Assert.Equal(bytes, Decoding.Reencode(bytes));
            cases++;
        }

        Assert.True(cases >= 9, $"Only {cases} cases.");
    }

    [Fact]
    public void Negative_EachCase_IsRefusedForBotocoresReason()
    {
        int cases = 0;
        foreach (JsonElement vector in Cases("negative"))
        {
            string name = vector.GetProperty("name").GetString()!;
            string hex = vector.TryGetProperty("hex", out JsonElement whole) ? whole.GetString()! : vector.GetProperty("hexHead").GetString()!;
            Decoding decoding = Decoding.Whole(Convert.FromHexString(hex));
            Assert.Empty(decoding.Frames);
            bool asExpected = vector.GetProperty("error").GetString() switch
            {
                "ChecksumMismatch" => decoding.Fault is EventStreamFault.PreludeChecksum or EventStreamFault.MessageChecksum,
                "DuplicateHeader" => decoding.Fault is EventStreamFault.MalformedHeader,
                "InvalidHeadersLength" => decoding.Fault is EventStreamFault.HeadersLength,
                "InvalidPayloadLength" => decoding.Fault is EventStreamFault.FrameLength,
                string other => throw new InvalidDataException($"The vector expects '{other}'."),
                null => throw new InvalidDataException("The vector expects nothing."),
            };
            Assert.True(asExpected, $"{name}: {decoding.Fault}");
            cases++;
        }

        Assert.True(cases >= 7, $"Only {cases} cases.");
    }

    private static List<JsonElement> Cases(string kind)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(SharedFolder.Require("vectors", "eventstream", "botocore-eventstream-cases.json")));
        return [.. document.RootElement.Clone().GetProperty(kind).EnumerateArray()];
    }

    private static bool Equal(JsonElement expected, EventStreamHeader actual) => expected.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => actual.GetBoolean() == expected.GetBoolean(),
        JsonValueKind.Number when actual.Type == EventStreamHeaderType.Timestamp => actual.GetTimestampMilliseconds() == expected.GetInt64(),
        JsonValueKind.Number => actual.GetInteger() == expected.GetInt64(),
        JsonValueKind.String => actual.GetString() == expected.GetString(),
        JsonValueKind.Object => actual.Value.SequenceEqual(expected.GetProperty("b64").GetBytesFromBase64()),
        _ => false,
    };
}
