using System.Text;
using Outcrop.Testing;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.Sse;

namespace Outcrop.Wire.Tests.Sse;

public sealed class SseStreamReaderTests
{
    [Fact]
    public void RandomStream_InRandomChunks_GivesTheDecodersEvents() => Seeds.ForEach(2_000, random =>
    {
        string[] alphabet = ["data", "data", ":", ":", " ", "\n", "\n", "\n\n", "\r", "\r\n", "event", "event: ", "id", "x", "\0", "é🌍", "{\"a\":1}", "retry", "data: ", "data: ", "\uFEFF"];
        var text = new StringBuilder();
        for (int left = random.Next(0, 80); left > 0; left--)
        {
            text.Append(alphabet[random.Next(alphabet.Length)]);
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        List<string> expected = [.. SseReading.All(bytes).Select(item => $"{item.Name}|{item.Data}")];

        Assert.Equal(expected, Read(bytes, () => random.Next(1, 9)));
    });

    [Fact]
    public void LongEvents_AcrossTheBuffersEnd_AreWhole()
    {
        var text = new StringBuilder();
        for (int i = 1; i <= 40; i++)
        {
            text.Append($"event: e{i}\ndata: {new string((char)('a' + (i % 26)), i * 997)}\ndata: {i}\n\n");
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());

        Assert.Equal(SseReading.All(bytes).Select(item => $"{item.Name}|{item.Data}"), Read(bytes, () => 4096));
    }

    [Fact]
    public async Task Event_LongerThanAllowed_IsRefused()
    {
        using var reader = new SseStreamReader(new MemoryStream(Encoding.UTF8.GetBytes("data: " + new string('x', 30_000))), maxEventLength: 10_000);

        await Assert.ThrowsAsync<BodyTooLargeException>(async () => await reader.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Heartbeats_WithoutEnd_TakeNoRoom()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(": still here\n", 10_000)) + "data: x\n\n");
        using var reader = new SseStreamReader(new MemoryStream(bytes), maxEventLength: 8_192);

        Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal("x", Encoding.UTF8.GetString(reader.Data.Span));
    }

    private static List<string> Read(byte[] bytes, Func<int> size)
    {
        using var reader = new SseStreamReader(new ChunkedStream(bytes, size));
        var events = new List<string>();
        while (reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().GetAwaiter().GetResult())
        {
            events.Add($"{(reader.Name.IsEmpty ? "message" : Encoding.UTF8.GetString(reader.Name.Span))}|{Encoding.UTF8.GetString(reader.Data.Span)}");
        }

        return events;
    }

    private sealed class ChunkedStream(byte[] bytes, Func<int> size) : MemoryStream(bytes, writable: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size(), buffer.Length)], cancellationToken);
    }
}
