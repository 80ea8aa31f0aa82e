using System.Buffers;
using System.Text;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Native;
using Outcrop.Bedrock.Operations.Streams;
using Outcrop.Bedrock.Tests.Operations;
using Outcrop.Bedrock.Transport;
using Outcrop.Wire.EventStream;

namespace Outcrop.Bedrock.Tests.Native;

/// <summary>Streams that are passed on: the bytes that come out are those that went in, in every split, and what breaks them is found all the same.</summary>
public sealed class NativeFrameStreamTests
{
    private const string Claude = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string Stranger = "arn:aws:bedrock:us-east-1:1:imported-model/abc";

    private static readonly string[] ClaudesChunks =
    [
        """{"type":"message_start","message":{"role":"assistant","content":[],"usage":{"input_tokens":3,"output_tokens":1}}}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}""",
        """{"type":"content_block_stop","index":0}""",
        """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}}""",
        """{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":3,"outputTokenCount":7}}""",
    ];

    [Fact]
    public async Task Units_OfAWholeStream_AreItsBytesInEverySplit()
    {
        foreach ((byte[] bytes, string? model) in (IEnumerable<(byte[], string?)>)[(ReferenceStream.Converse().Bytes, null), (Chunks(ClaudesChunks), Claude), (Chunks(["{\"w\":1}", "{\"w\":2}"]), Stranger)])
        {
            for (int step = 1; step <= bytes.Length; step++)
            {
                (byte[] passed, TokenUsage? usage, bool stopped) = await DrainAsync(bytes, step, model);
                Assert.True(passed.AsSpan().SequenceEqual(bytes), $"{model} in steps of {step}");
                Assert.Equal(model == Stranger ? (null, false) : (7, true), (usage?.OutputTokens, stopped));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public async Task Stream_CutAtEveryByte_NeverEndsProperly(int step)
    {
        (byte[] bytes, _, int stopEnd) = ReferenceStream.Converse();
        for (int cut = 0; cut < bytes.Length; cut++)
        {
            if (cut != stopEnd)
            {
                BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => DrainAsync(bytes.AsMemory(0, cut), step, null));
                Assert.Equal(BedrockErrorKind.StreamTruncated, fault.Kind);
            }
        }

        byte[] chunks = Chunks(ClaudesChunks);
        for (int cut = 0; cut < chunks.Length; cut++)
        {
            await Assert.ThrowsAsync<BedrockException>(() => DrainAsync(chunks.AsMemory(0, cut), step, Claude));
        }
    }

    /// <summary>An event of Converse that cannot be read passes, and does not hide that the end is missing.</summary>
    [Fact]
    public async Task ConverseEvent_ThatCannotBeRead_PassesAndTheEndIsStillWanted()
    {
        byte[] odd = Event("contentBlockDelta", "not JSON");
        byte[] text = Event("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"Hi"}}""");
        byte[] stop = Event("messageStop", """{"stopReason":"end_turn"}""");
        byte[] whole = [.. odd, .. text, .. odd, .. stop];
        Assert.Equal(whole, (await DrainAsync(whole, 7, null)).Passed);
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => DrainAsync((byte[])[.. text, .. odd], 7, null));
        Assert.Equal((BedrockErrorKind.StreamTruncated, true), (fault.Kind, fault.IsMidStream));

        // A stop in words that no version knows is a stop.
        byte[] newer = [.. text, .. Event("messageStop", "[]")];
        Assert.Equal(newer, (await DrainAsync(newer, 7, null)).Passed);
    }

    [Fact]
    public async Task Error_ThatTheModelReportsInAChunk_IsOne()
    {
        const string Error = """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""";
        BedrockException first = await Assert.ThrowsAsync<BedrockException>(() => DrainAsync(Chunks([Error]), 9, Claude));
        BedrockException later = await Assert.ThrowsAsync<BedrockException>(() => DrainAsync(Chunks([.. ClaudesChunks[..3], Error]), 9, Claude));
        Assert.Equal((false, true), (first.IsMidStream, later.IsMidStream));
        Assert.NotEqual(BedrockErrorKind.UnexpectedResponse, first.Kind);
    }

    /// <summary>A chunk of a known family that cannot be read passes; but the end is still wanted, and Bedrock's metrics say it.</summary>
    [Theory]
    [InlineData("""{"type":"content_block_delta","index":"one","delta":7}""")]
    [InlineData("[]")]
    public async Task FamilysChunk_ThatCannotBeRead_PassesAndTheEndIsStillWanted(string odd)
    {
        byte[] whole = Chunks([.. ClaudesChunks[..3], odd, .. ClaudesChunks[3..]]);
        (byte[] passed, TokenUsage? usage, _) = await DrainAsync(whole, 7, Claude);
        Assert.Equal(whole, passed);
        Assert.Equal((3, 7), (usage?.InputTokens, usage?.OutputTokens));

        for (int kept = 3; kept < ClaudesChunks.Length; kept++)
        {
            BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => DrainAsync(Chunks([.. ClaudesChunks[..3], odd, .. ClaudesChunks[3..kept]]), 7, Claude));
            Assert.Equal((BedrockErrorKind.StreamTruncated, true), (fault.Kind, fault.IsMidStream));
        }

        // The first chunk shows that the stream has begun, although nobody can say with what.
        await Assert.ThrowsAsync<BedrockException>(() => DrainAsync(Chunks([odd]), 7, Claude));
    }

    /// <summary>Nobody knows the words of such a model; what it cost is told by Bedrock.</summary>
    [Fact]
    public async Task Stranger_IsMeteredByBedrocksMetrics()
    {
        foreach (string[] chunks in (string[][])[["{\"w\":1}", "{\"w\":2,\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":3,\"outputTokenCount\":7}}"], ["{\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":3,\"outputTokenCount\":7},\"w\":1}"]])
        {
            (byte[] passed, TokenUsage? usage, bool stopped) = await DrainAsync(Chunks(chunks), 7, Stranger);
            Assert.Equal(Chunks(chunks), passed);
            Assert.Equal((3, 7, false), (usage?.InputTokens, usage?.OutputTokens, stopped));
        }
    }

    private static byte[] Event(string type, string payload)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new EventStreamWriter();
        ReferenceStream.WriteEvent(writer, output, type, payload);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Chunks(string[] documents) =>
        [.. documents.SelectMany(static json => Event("chunk", $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(json))}}","p":"abc"}"""))];

    private static async Task<(byte[] Passed, TokenUsage? Usage, bool Stopped)> DrainAsync(ReadOnlyMemory<byte> bytes, int step, string? model)
    {
        var response = new BedrockHttpResponse { Message = new HttpResponseMessage(), Body = new SteppedStream(bytes, step), RequestId = "r-1" };
        await using var stream = new NativeFrameStream(new FrameReader(response), model is null ? null : ModelFamilies.Find(ModelId.Parse(model))) { RequestId = "r-1" };
        await stream.PrimeAsync(TestContext.Current.CancellationToken);
        var passed = new List<byte>();
        TokenUsage? usage = null;
        bool stopped = false;
        do
        {
            foreach (ref readonly ConverseEvent one in stream.Events)
            {
                stopped |= one.Kind == ConverseEventKind.MessageStop;
                usage = one.Usage ?? usage;
            }

            foreach (ReadOnlyMemory<byte> unit in stream.Units)
            {
                passed.AddRange(unit.Span);
            }
        }
        while (await stream.ReadAsync(TestContext.Current.CancellationToken));

        return ([.. passed], usage, stopped);
    }
}
