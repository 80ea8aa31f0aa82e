using BenchmarkDotNet.Attributes;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Families.Streaming;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.EventStream;

namespace Outcrop.Benchmarks;

/// <summary>One streamed text delta from the bytes that Bedrock sent to the text that a caller of the seed dialect gets.</summary>
[MemoryDiagnoser]
public class EventBenchmarks
{
    private readonly byte[] _converse = Samples.ConverseDelta();
    private readonly byte[] _anthropic = Samples.AnthropicDelta();
    private readonly EventStreamDecoder _decoder = new();
    private readonly ConverseEventSink _sink = new();
    private readonly PooledBufferWriter _output = new(4096);
    private readonly InvokeChunkReader _chunks = new(ModelFamilies.Find(ModelId.Parse("anthropic.claude-3-haiku-20240307-v1:0")).CreateStreamReader());

    /// <summary>A frame of ConverseStream.</summary>
    [Benchmark(Baseline = true)]
    public int Converse()
    {
        EventStreamFrame frame = Next(_converse);
        frame.TryGetString(":event-type"u8, out ReadOnlySpan<byte> type);
        ConverseEventReader.Read(type, frame.Payload, _sink);
        return WriteText();
    }

    /// <summary>A frame of Claude's InvokeModel stream.</summary>
    [Benchmark]
    public int AnthropicInvoke()
    {
        EventStreamFrame frame = Next(_anthropic);
        frame.TryGetString(":event-type"u8, out ReadOnlySpan<byte> type);
        _chunks.Read(type, frame.Payload, _sink);
        return WriteText();
    }

    private EventStreamFrame Next(byte[] bytes)
    {
        _sink.Clear();
        _output.Clear();
        _decoder.Append(bytes);
        return _decoder.TryRead(out EventStreamFrame frame) ? frame : throw new InvalidOperationException("No frame.");
    }

    private int WriteText()
    {
        foreach (ref readonly ConverseEvent read in _sink.Events)
        {
            read.Text.CopyDecodedTo(_output);
        }

        return _output.WrittenCount;
    }
}
