using System.Net.ServerSentEvents;
using System.Text;
using Outcrop.Testing;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.Sse;

namespace Outcrop.Wire.Tests.Sse;

public sealed class SseDecoderTests
{
    /// <summary>The examples of WHATWG HTML section 9.2.6 and the edges of 9.2.5.</summary>
    [Theory]
    [InlineData("data: YHOO\ndata: +2\ndata: 10\n\n", "message|YHOO\n+2\n10|")]
    [InlineData(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n", "message|first event|1;message|second event|;message| third event|")]
    [InlineData("data\n\ndata\ndata\n\ndata:", "message||;message|\n|")]
    [InlineData("data:test\n\ndata: test\n\n", "message|test|;message|test|")]
    [InlineData("event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\n", "add|73857293|;remove|2153|")]
    [InlineData("event: lost\n\ndata: x\n\n", "message|x|")]
    [InlineData("\uFEFFdata: x\n\n", "message|x|")]
    [InlineData("\uFEFF\uFEFFdata: x\n\ndata: y\n\n", "message|y|")]
    [InlineData("data: a\r\rdata: b\r\n\r\ndata: c\n\r\ndata: d\r\n\n", "message|a|;message|b|;message|c|;message|d|")]
    [InlineData("data: a\r\ndata: b\rdata: c\n\n", "message|a\nb\nc|")]
    [InlineData("id: 7\n\ndata: x\n\n", "message|x|7")]
    [InlineData("id: 1\nid: 2\0\ndata: x\n\n", "message|x|1")]
    [InlineData("retry: 5\nfoo: bar\nDATA: no\n data: no\ndata : no\ndata: x\n\n", "message|x|")]
    [InlineData(":\n:data: no\ndata:: x\n\n", "message|: x|")]
    [InlineData("data: {\"a\":\"é🌍\"}\n\n", "message|{\"a\":\"é🌍\"}|")]
    [InlineData("data: never finished\n", "")]
    [InlineData("data: never finished", "")]
    [InlineData("", "")]
    public void Stream_InAnySplit_GivesTheSpecifiedEvents(string text, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Assert.Equal(expected, Print(SseReading.All(bytes)));
        Assert.Equal(expected, Print(SseReading.All(bytes, () => 1)));
        for (int cut = 1; cut < bytes.Length; cut++)
        {
            int next = cut;
            Assert.Equal(expected, Print(SseReading.All(bytes, () => Interlocked.Exchange(ref next, int.MaxValue))));
        }
    }

    /// <summary>
    /// Two second opinions: a plain reading of the standard over whole lines, and, for the data alone, the runtime's parser, which keeps the name of
    /// an event without data for the next one and passes an empty name on, where the standard forgets the one and calls the other "message".
    /// </summary>
    [Fact]
    public void RandomStream_InRandomChunks_IsReadAsTheStandardSays() => Seeds.ForEach(1_000, random =>
    {
        string[] alphabet = ["data", "data", ":", ":", " ", "\n", "\n", "\n\n", "\r", "\r\n", "event", "event: ", "id", "x", "\0", "é🌍", "{\"a\":1}", "retry", "data: "];
        var text = new StringBuilder();
        for (int left = random.Next(0, 60); left > 0; left--)
        {
            text.Append(alphabet[random.Next(alphabet.Length)]);
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text.Append("\n\n").ToString());
        List<SseEvent> events = SseReading.All(bytes, () => random.Next(1, 9));

        Assert.Equal(Reference(text.ToString()), events);
        Assert.Equal(SseParser.Create(new MemoryStream(bytes)).Enumerate().Select(item => item.Data), events.Select(item => item.Data));
    });

    [Theory]
    [InlineData("data: 12345678901234567890\n\n")]
    [InlineData("12345678901234567890")]
    [InlineData("data: 1234567\ndata: 1234567\n\n")]
    public void Event_LongerThanAllowed_IsGivenUpForGood(string text)
    {
        using var decoder = new SseDecoder(maxEventLength: 14);
        BodyTooLargeException fault = Assert.Throws<BodyTooLargeException>(() => decoder.Append(Encoding.UTF8.GetBytes(text)));

        Assert.Equal(14, fault.Limit);
        Assert.Throws<BodyTooLargeException>(() => decoder.Append("\n\ndata: x\n\n"u8));
        Assert.False(decoder.TryRead(out _));
    }

    private static List<SseEvent> Reference(string text)
    {
        var events = new List<SseEvent>();
        var data = new List<string>();
        string name = "";
        string? id = null;
        foreach (string line in text.Split(["\r\n", "\r", "\n"], StringSplitOptions.None)[..^1])
        {
            string[] parts = line.Split(':', 2);
            string value = parts.Length == 1 ? "" : parts[1].StartsWith(' ') ? parts[1][1..] : parts[1];
            switch (parts[0])
            {
                case "data":
                    data.Add(value);
                    break;
                case "event":
                    name = value;
                    break;
                case "id" when !value.Contains('\0', StringComparison.Ordinal):
                    id = value;
                    break;
                case "" when line.Length == 0:
                    if (data.Count > 0)
                    {
                        events.Add(new SseEvent(name.Length == 0 ? "message" : name, string.Join('\n', data), id));
                    }

                    data.Clear();
                    name = "";
                    break;
                default:
                    break;
            }
        }

        return events;
    }

    private static string Print(IEnumerable<SseEvent> events) => string.Join(';', events.Select(item => $"{item.Name}|{item.Data}|{item.LastEventId}"));
}
