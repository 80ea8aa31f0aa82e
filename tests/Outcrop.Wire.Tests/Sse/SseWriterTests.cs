using System.Text;
using Outcrop.Testing;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.Sse;

namespace Outcrop.Wire.Tests.Sse;

public sealed class SseWriterTests
{
    [Theory]
    [InlineData("", "x", "data: x\n\n")]
    [InlineData("message_stop", "{}", "event: message_stop\ndata: {}\n\n")]
    [InlineData("", "", "data: \n\n")]
    [InlineData("", "a\nb", "data: a\ndata: b\n\n")]
    [InlineData("", "a\r\nb\rc\n", "data: a\ndata: b\ndata: c\ndata: \n\n")]
    [InlineData("", "\n\n", "data: \ndata: \ndata: \n\n")]
    public void Event_Written_HasTheSpecifiedBytes(string name, string data, string expected)
    {
        using var output = new PooledBufferWriter();
        SseWriter.WriteEvent(output, Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data));

        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Events_WrittenAndReadInAnyChunks_AreTheSameWithLineBreaksAsLineFeeds() => Seeds.ForEach(300, random =>
    {
        string[] alphabet = ["a", " ", ":", "\n", "\r", "\r\n", "data: ", "event: ", "é", "🌍", "\0", "\uFEFF"];
        using var output = new PooledBufferWriter();
        var expected = new List<(string, string)>();
        for (int left = random.Next(1, 6); left > 0; left--)
        {
            string data = string.Concat(Enumerable.Range(0, random.Next(0, 12)).Select(_ => alphabet[random.Next(alphabet.Length)]));
            string name = random.Next(2) == 0 ? "" : $"n{random.Next(9)}";
            SseWriter.WriteEvent(output, Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data));
            SseWriter.WriteComment(output, "keep-alive"u8);
            expected.Add((name.Length == 0 ? "message" : name, data.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n')));
        }

        Assert.Equal(expected, SseReading.All(output.WrittenSpan, () => random.Next(1, 9)).Select(item => (item.Name, item.Data)));
    });

    [Theory]
    [InlineData("a\ndata: x")]
    [InlineData("a\rb")]
    public void NameOrComment_WithALineBreak_IsRefusedBeforeAnythingIsWritten(string text)
    {
        using var output = new PooledBufferWriter();
        Assert.Throws<ArgumentException>(() => SseWriter.WriteEvent(output, Encoding.UTF8.GetBytes(text), "x"u8));
        Assert.Throws<ArgumentException>(() => SseWriter.WriteComment(output, Encoding.UTF8.GetBytes(text)));
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void Writing_SteadyState_AllocatesNothing()
    {
        using var output = new PooledBufferWriter(1024);
        Assert.Equal(0, AllocationMeter.SteadyState(() =>
        {
            output.Clear();
            SseWriter.WriteEvent(output, "content_block_delta"u8, "{\"text\":\"a\"}\nb"u8);
        }));
    }
}
