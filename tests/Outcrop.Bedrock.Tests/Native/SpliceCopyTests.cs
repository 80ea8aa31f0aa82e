using System.Text;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Native.Splicing;
using Outcrop.Testing;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Tests.Native;

/// <summary>Done-when 5 of issue 7: a body of the native lane is copied once, into the one that goes upstream.</summary>
public class SpliceCopyTests
{
    private const string Model = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

    [Fact]
    public void Splice_LargeBody_IsCopiedOnce()
    {
        byte[] body = Encoding.UTF8.GetBytes(
            "{\"model\":\"" + Model + "\",\"max_tokens\":9,\"temperature\":0.5,\"top_p\":0.5,\"messages\":[{\"role\":\"user\",\"content\":\"" + new string('a', 1_400_000) + "\"}]}");
        using var output = new PooledBufferWriter(body.Length + 1024);
        var options = new BedrockClientOptions();
        Write(body, options, output);

        long allocated = AllocationMeter.Once(() => Write(body, options, output));

        Assert.True(allocated < 50_000, $"{allocated} bytes were allocated beside the body.");
        Assert.InRange(output.WrittenCount, body.Length - 200, body.Length + 200);
        Assert.DoesNotContain("top_p", Encoding.UTF8.GetString(output.WrittenSpan), StringComparison.Ordinal);
    }

    private static void Write(byte[] body, BedrockClientOptions options, PooledBufferWriter output)
    {
        var request = new SplicedRequest { ModelId = Model, Body = JsonEnvelope.Scan(body), Dialect = AnthropicSplice.Instance };
        SpliceDraft draft = SpliceDraft.Make(request, ModelId.Parse(Model), BedrockApi.InvokeModel, options, []);
        var splicer = new JsonSplicer(request.Body);
        draft.WriteTo(splicer);
        AnthropicSplice.Instance.Splice(request, draft.SentBetas(), null, splicer, [], draft.Draft.Report.Dropped);
        output.Clear();
        splicer.WriteTo(output);
    }
}
