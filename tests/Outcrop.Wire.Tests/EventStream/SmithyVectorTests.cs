using Outcrop.Testing;
using Outcrop.Wire.EventStream;

namespace Outcrop.Wire.Tests.EventStream;

public sealed class SmithyVectorTests
{
    [Theory]
    [InlineData("valid_empty_payload")]
    [InlineData("valid_no_headers")]
    [InlineData("valid_with_all_headers_and_payload")]
    public void Valid_Decoded_IsOneFrameThatReencodesIdentically(string name)
    {
        byte[] bytes = Read(name);

        Decoding decoding = Decoding.Whole(bytes);

        Assert.Null(decoding.Fault);
        Assert.Equal(bytes, Assert.Single(decoding.Frames));
        Assert.Equal(bytes, Decoding.Reencode(bytes));
    }

    [Fact]
    public void ValidWithAllHeaders_Decoded_HasTheDocumentedValues()
    {
        using var decoder = new EventStreamDecoder();
        decoder.Append(Read("valid_with_all_headers_and_payload"));
        Assert.True(decoder.TryRead(out EventStreamFrame frame));

        var expected = new SampleFrame(
            [
                ("true", true), ("false", false), ("byte", (sbyte)50), ("short", (short)20_000), ("int", 500_000), ("long", 50_000_000_000L),
                ("bytes", "some bytes"u8.ToArray()), ("str", "some str"), ("time", new SampleFrame.Milliseconds(5_000_000_000)),
                ("uuid", Guid.Parse("b79bc914-de21-4e13-b8b2-bc47e85b7f0b")),
            ],
            "some payload"u8.ToArray());
        Assert.Equal(expected, SampleFrame.From(frame));
    }

    [Theory]
    [InlineData("invalid_header_name_length")]
    [InlineData("invalid_header_name_length_too_long")]
    [InlineData("invalid_header_string_length_cut_off")]
    [InlineData("invalid_header_string_value_length")]
    [InlineData("invalid_header_value_type")]
    [InlineData("invalid_headers_length")]
    [InlineData("invalid_message_checksum")]
    [InlineData("invalid_prelude_checksum")]
    public void Invalid_Decoded_IsRefused(string name)
    {
        Decoding decoding = Decoding.Whole(Read(name));

        Assert.Empty(decoding.Frames);
        Assert.True(decoding.Fault is not null and not EventStreamFault.Truncated, $"Fault: {decoding.Fault}");
    }

    private static byte[] Read(string name) => File.ReadAllBytes(SharedFolder.Require("vectors", "eventstream", "smithy-rs-test_data", name));
}
