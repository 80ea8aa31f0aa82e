using System.Text.Json;
using Outcrop.Testing;
using Outcrop.Wire.EventStream;

namespace Outcrop.Wire.Tests.EventStream;

public sealed class RecordedStreamTests(ITestOutputHelper output)
{
    /// <summary>Every stream others recorded from AWS: the frames, their headers in order, relayed and re-encoded byte for byte, in one piece and in pieces.</summary>
    [Fact]
    public void Recordings_EveryStream_DecodesRelaysAndReencodesIdentically()
    {
        int streams = 0;
        int frames = 0;
        foreach ((string file, byte[] body, JsonElement events) in Streams())
        {
            Decoding whole = Decoding.Whole(body);
            Assert.True(whole.Fault is null, $"{file}: {whole.Fault}");
            Assert.True(body.AsSpan().SequenceEqual(whole.Frames.SelectMany(frame => frame).ToArray()), $"{file}: the relay is not identical.");
            Assert.True(body.AsSpan().SequenceEqual(Decoding.Reencode(body)), $"{file}: the re-encoding is not identical.");
            var random = new Random(body.Length);
            Assert.Equal(whole.Frames, Decoding.InChunks(body, () => random.Next(1, 700)).Frames);
            Assert.Equal(events.GetArrayLength(), whole.Frames.Count);
            AssertHeaders(file, body, events);
            streams++;
            frames += whole.Frames.Count;
        }

        output.WriteLine($"{streams} streams, {frames} frames");
        Assert.True(streams > 0, "No stream was found.");
    }

    [Fact]
    public void RecordedStream_CutAtEveryByte_IsTruncatedUnlessAtABorder()
    {
        (_, byte[] body, _) = Streams().MinBy(stream => stream.Body.Length);
        TruncationTests.AssertEveryCut(body);
    }

    private static IEnumerable<(string File, byte[] Body, JsonElement Events)> Streams()
    {
        foreach (string file in Directory.EnumerateFiles(SharedFolder.Require("recordings"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            if (document.RootElement.TryGetProperty("response", out JsonElement response) && response.TryGetProperty("bodyBase64", out JsonElement body)
                && response.TryGetProperty("events", out JsonElement events))
            {
                yield return (Path.GetFileName(file), body.GetBytesFromBase64(), events.Clone());
            }
        }
    }

    private static void AssertHeaders(string file, byte[] body, JsonElement events)
    {
        using var decoder = new EventStreamDecoder();
        decoder.Append(body);
        foreach (JsonElement recorded in events.EnumerateArray())
        {
            Assert.True(decoder.TryRead(out EventStreamFrame frame), file);
            EventStreamHeaderEnumerator headers = frame.GetHeaders();
            foreach (JsonProperty header in recorded.GetProperty("headers").EnumerateObject())
            {
                Assert.True(headers.MoveNext(), file);
                Assert.Equal(header.Name, headers.Current.GetName());
                Assert.Equal(header.Value.GetString(), headers.Current.GetString());
            }

            Assert.False(headers.MoveNext(), file);
        }
    }
}
