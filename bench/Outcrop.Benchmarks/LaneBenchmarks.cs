using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Native.Splicing;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.Json;

namespace Outcrop.Benchmarks;

/// <summary>A request of Anthropic's Messages on its way to Claude: spliced in the native lane, read and written anew in the neutral one.</summary>
[MemoryDiagnoser]
public class LaneBenchmarks
{
    private const string Model = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    private static readonly ModelId s_modelId = ModelId.Parse(Model);
    private readonly BedrockClientOptions _options = new();
    private readonly PooledBufferWriter _output = new(256 * 1024);
    private byte[] _body = [];

    /// <summary>The length of the prompt, in bytes.</summary>
    [Params(2_000, 100_000)]
    public int Prompt { get; set; }

    /// <summary>Makes the body.</summary>
    [GlobalSetup]
    public void Setup() => _body = Encoding.UTF8.GetBytes(
        "{\"model\":\"" + Model + "\",\"max_tokens\":512,\"temperature\":0.5,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"" + new string('a', Prompt) + "\"}]}]}");

    /// <summary>The native lane, rules of the model included.</summary>
    [Benchmark(Baseline = true)]
    public int Native()
    {
        var request = new SplicedRequest { ModelId = Model, Body = JsonEnvelope.Scan(_body), Dialect = AnthropicSplice.Instance, Stream = true };
        SpliceDraft draft = SpliceDraft.Make(request, s_modelId, BedrockApi.InvokeModel, _options, []);
        var splicer = new JsonSplicer(request.Body);
        draft.WriteTo(splicer);
        AnthropicSplice.Instance.Splice(request, draft.SentBetas(), null, splicer, [], draft.Draft.Report.Dropped);
        _output.Clear();
        splicer.WriteTo(_output);
        return _output.WrittenCount;
    }

    /// <summary>The neutral lane, without the rules.</summary>
    [Benchmark]
    public int Neutral()
    {
        using JsonDocument document = JsonDocument.Parse(_body);
        var request = new ConverseRequest { ModelId = Model };
        AnthropicRequestReader.Read(document.RootElement, request, _body);
        request.ReadFrom = null;
        _output.Clear();
        ConverseRequestWriter.Write(request, _output, []);
        return _output.WrittenCount;
    }
}
