using System.Buffers.Binary;
using System.Text.Json;
using Outcrop.Testing;
using Outcrop.Wire.EventStream;

namespace Outcrop.Wire.Tests.EventStream;

public sealed class AwsSdkGoVectorTests
{
    public static TheoryData<string> Positive => ["all_headers", "empty_message", "int32_header", "payload_no_headers", "payload_one_str_header"];

    public static TheoryData<string> Negative => ["corrupted_header_len", "corrupted_headers", "corrupted_length", "corrupted_payload"];

    [Theory]
    [MemberData(nameof(Positive))]
    public void Positive_Decoded_EqualsTheRecordedFrameAndReencodesIdentically(string name)
    {
        byte[] encoded = File.ReadAllBytes(Vector("encoded", "positive", name));
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(Vector("decoded", "positive", name)));
        JsonElement root = expected.RootElement;

        using var decoder = new EventStreamDecoder();
        decoder.Append(encoded);
        Assert.True(decoder.TryRead(out EventStreamFrame frame));

        Assert.Equal(root.GetProperty("total_length").GetInt32(), frame.Bytes.Length);
        Assert.Equal(root.GetProperty("headers_length").GetInt32(), frame.HeaderBytes.Length);
        Assert.Equal(root.GetProperty("prelude_crc").GetInt32(), BinaryPrimitives.ReadInt32BigEndian(frame.Bytes.Span[8..]));
        Assert.Equal(root.GetProperty("message_crc").GetInt32(), BinaryPrimitives.ReadInt32BigEndian(frame.Bytes.Span[^4..]));
        Assert.Equal(root.GetProperty("payload").GetBytesFromBase64(), frame.Payload.ToArray());
        EventStreamHeaderEnumerator headers = frame.GetHeaders();
        foreach (JsonElement header in root.GetProperty("headers").EnumerateArray())
        {
            Assert.True(headers.MoveNext());
            Assert.Equal(header.GetProperty("name").GetString(), headers.Current.GetName());
            Assert.Equal(header.GetProperty("type").GetInt32(), (int)headers.Current.Type);
            AssertValue(header.GetProperty("value"), headers.Current);
        }

        Assert.False(headers.MoveNext());
        Assert.False(decoder.TryRead(out _));
        decoder.Complete();
        Assert.Equal(encoded, Decoding.Reencode(encoded));
    }

    [Theory]
    [MemberData(nameof(Negative))]
    public void Negative_Decoded_IsRefusedAsRecorded(string name)
    {
        EventStreamFault expected = File.ReadAllText(Vector("decoded", "negative", name)) switch
        {
            "Prelude checksum mismatch" => EventStreamFault.PreludeChecksum,
            "Message checksum mismatch" => EventStreamFault.MessageChecksum,
            string other => throw new InvalidDataException($"The vector expects '{other}'."),
        };

        Decoding decoding = Decoding.Whole(File.ReadAllBytes(Vector("encoded", "negative", name)));

        Assert.Empty(decoding.Frames);
        Assert.Equal(expected, decoding.Fault);
    }

    [Fact]
    public void Folder_Listed_HoldsNoVectorThatIsNotTested()
    {
        Assert.Equal(Positive.Select(row => row.Data).Order(), NamesIn("positive"));
        Assert.Equal(Negative.Select(row => row.Data).Order(), NamesIn("negative"));
    }

    private static IEnumerable<string> NamesIn(string kind) =>
        Directory.EnumerateFiles(SharedFolder.Require("vectors", "eventstream", "aws-sdk-go-testdata", "encoded", kind)).Select(Path.GetFileName).Order()!;

    private static string Vector(string form, string kind, string name) =>
        SharedFolder.Require("vectors", "eventstream", "aws-sdk-go-testdata", form, kind, name);

    private static void AssertValue(JsonElement expected, EventStreamHeader actual)
    {
        switch (actual.Type)
        {
            case EventStreamHeaderType.True or EventStreamHeaderType.False:
                Assert.Equal(expected.GetBoolean(), actual.GetBoolean());
                break;
            case EventStreamHeaderType.Timestamp:
                Assert.Equal(expected.GetInt64(), actual.GetTimestampMilliseconds());
                break;
            case EventStreamHeaderType.Bytes or EventStreamHeaderType.String or EventStreamHeaderType.Uuid:
                Assert.Equal(expected.GetBytesFromBase64(), actual.Value.ToArray());
                break;
            case EventStreamHeaderType.Int8 or EventStreamHeaderType.Int16 or EventStreamHeaderType.Int32 or EventStreamHeaderType.Int64:
                Assert.Equal(expected.GetInt64(), actual.GetInteger());
                break;
            default:
                Assert.Fail($"Unknown type {actual.Type}.");
                break;
        }
    }
}
