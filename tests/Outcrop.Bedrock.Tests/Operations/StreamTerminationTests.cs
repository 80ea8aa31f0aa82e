using System.Buffers;
using Outcrop.Bedrock.Errors;
using Outcrop.Wire.EventStream;

namespace Outcrop.Bedrock.Tests.Operations;

/// <summary>A broken stream never looks finished: acceptance row 1 (litellm#32686), fault matrix rows 2 to 13.</summary>
public sealed class StreamTerminationTests
{
    [Fact]
    public async Task ConverseStream_Whole_EndsProperlyInEverySplit()
    {
        (byte[] bytes, _, _) = ReferenceStream.Converse();
        for (int step = 1; step <= bytes.Length; step++)
        {
            (bool ended, string text) = await ReferenceStream.DrainAsync(bytes, step);
            Assert.True(ended);
            Assert.Equal("Hi \"you\"", text);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public async Task ConverseStream_CutAtEveryByte_NeverEndsProperly(int step)
    {
        (byte[] bytes, int[] borders, int stopEnd) = ReferenceStream.Converse();
        for (int cut = 0; cut < bytes.Length; cut++)
        {
            if (cut == stopEnd)
            {
                // The model had said it was done; only its usage is missing (fault matrix, row 13).
                Assert.True((await ReferenceStream.DrainAsync(bytes.AsMemory(0, cut), step)).Ended);
                continue;
            }

            BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => ReferenceStream.DrainAsync(bytes.AsMemory(0, cut), step));
            Assert.Equal(BedrockErrorKind.StreamTruncated, fault.Kind);
            Assert.Equal(fault.IsMidStream, cut >= borders[2]);
            Assert.Equal(fault.IsRetryable, cut < borders[2]);
        }
    }

    [Fact]
    public async Task ConverseStream_OneBitFlippedAnywhere_NeverEndsProperly()
    {
        (byte[] bytes, _, _) = ReferenceStream.Converse();
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => ReferenceStream.DrainAsync(flipped, int.MaxValue));
            Assert.Equal(BedrockErrorKind.StreamCorrupted, fault.Kind);
        }
    }

    [Theory]
    [InlineData("throttlingException", BedrockErrorKind.Throttling)]
    [InlineData("modelStreamErrorException", BedrockErrorKind.ModelStreamError)]
    [InlineData("internalServerException", BedrockErrorKind.InternalServer)]
    [InlineData("serviceUnavailableException", BedrockErrorKind.ServiceUnavailable)]
    [InlineData("modelTimeoutException", BedrockErrorKind.ModelTimeout)]
    [InlineData("validationException", BedrockErrorKind.Validation)]
    [InlineData("somethingNewException", BedrockErrorKind.Unknown)]
    public async Task ConverseStream_ExceptionFrameAtEveryPlace_Throws(string type, BedrockErrorKind kind)
    {
        (byte[] bytes, int[] borders, _) = ReferenceStream.Converse();
        using var writer = new EventStreamWriter();
        for (int i = 0; i < borders.Length - 1; i++)
        {
            var output = new ArrayBufferWriter<byte>();
            output.Write(bytes.AsSpan(0, borders[i]));
            ReferenceStream.WriteException(writer, output, type, "it broke");
            BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => ReferenceStream.DrainAsync(output.WrittenMemory, 5));
            Assert.Equal(kind, fault.Kind);
            Assert.Equal("it broke", fault.Message);
            Assert.Equal("r-1", fault.RequestId);
            Assert.Equal(i >= 2, fault.IsMidStream);
            Assert.False(fault.IsMidStream && fault.IsRetryable);
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(5, true)]
    public async Task ConverseStream_SoundFrameWithoutSense_IsFinalOnlyAfterContent(int frames, bool midStream)
    {
        (byte[] bytes, int[] borders, _) = ReferenceStream.Converse();
        using var writer = new EventStreamWriter();
        var output = new ArrayBufferWriter<byte>();
        output.Write(bytes.AsSpan(0, borders[frames]));
        ReferenceStream.WriteEvent(writer, output, "contentBlockDelta", """{"contentBlockIndex":1,"delta":""");
        output.Write(bytes.AsSpan(borders[frames]));
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => ReferenceStream.DrainAsync(output.WrittenMemory, 5));
        Assert.Equal(midStream, fault.IsMidStream);
        Assert.False(fault.IsMidStream && fault.IsRetryable);
    }

    [Fact]
    public async Task ConverseStream_UnknownEventType_IsPassedOver()
    {
        (byte[] bytes, int[] borders, _) = ReferenceStream.Converse();
        using var writer = new EventStreamWriter();
        var output = new ArrayBufferWriter<byte>();
        output.Write(bytes.AsSpan(0, borders[3]));
        ReferenceStream.WriteEvent(writer, output, "somethingNew", """{"a":1}""");
        output.Write(bytes.AsSpan(borders[3]));
        (bool ended, string text) = await ReferenceStream.DrainAsync(output.WrittenMemory, 3);
        Assert.True(ended);
        Assert.Equal("Hi \"you\"", text);
    }
}
