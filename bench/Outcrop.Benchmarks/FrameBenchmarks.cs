using BenchmarkDotNet.Attributes;
using Outcrop.Wire.EventStream;

namespace Outcrop.Benchmarks;

/// <summary>Decoding one frame, both checksums and its headers checked.</summary>
[MemoryDiagnoser]
public class FrameBenchmarks
{
    private readonly byte[] _frame = Samples.ConverseDelta();
    private readonly EventStreamDecoder _decoder = new();

    /// <summary>Feeds a frame and takes it.</summary>
    [Benchmark]
    public int Decode()
    {
        _decoder.Append(_frame);
        return _decoder.TryRead(out EventStreamFrame frame) ? frame.Payload.Length : throw new InvalidOperationException("No frame.");
    }
}
