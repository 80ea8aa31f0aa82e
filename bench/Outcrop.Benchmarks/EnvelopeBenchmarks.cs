using BenchmarkDotNet.Attributes;
using Outcrop.Wire.Json;

namespace Outcrop.Benchmarks;

/// <summary>Finding the members of a request's envelope, the whole document checked.</summary>
[MemoryDiagnoser]
public class EnvelopeBenchmarks
{
    private byte[] _body = [];

    /// <summary>The body's length in bytes.</summary>
    [Params(2_000, 100_000)]
    public int BodyLength { get; set; }

    /// <summary>Prepares the body.</summary>
    [GlobalSetup]
    public void Setup() => _body = Samples.ChatBody(BodyLength);

    /// <summary>Scans it.</summary>
    [Benchmark]
    public int Scan() => JsonEnvelope.Scan(_body).Members.Count;
}
