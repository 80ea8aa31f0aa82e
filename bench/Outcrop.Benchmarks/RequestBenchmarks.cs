using BenchmarkDotNet.Attributes;
using Outcrop.Bedrock.Converse;
using Outcrop.Wire.Buffers;

namespace Outcrop.Benchmarks;

/// <summary>Writing a ConverseRequest as the body of Converse.</summary>
[MemoryDiagnoser]
public class RequestBenchmarks
{
    private readonly PooledBufferWriter _output = new(256 * 1024);
    private ConverseRequest _request = Samples.Conversation(0);

    /// <summary>The text's length in bytes.</summary>
    [Params(2_000, 100_000)]
    public int BodyLength { get; set; }

    /// <summary>Prepares the request.</summary>
    [GlobalSetup]
    public void Setup() => _request = Samples.Conversation(BodyLength);

    /// <summary>Writes it.</summary>
    [Benchmark]
    public int Write()
    {
        _output.Clear();
        ConverseRequestWriter.Write(_request, _output);
        return _output.WrittenCount;
    }
}
