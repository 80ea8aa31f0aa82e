using System.IO.Pipelines;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.FrontEnds.Anthropic.Messages;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing;

namespace Outcrop.Gateway.Tests.FrontEnds.Anthropic.Messages;

/// <summary>One translated stream event allocates nothing.</summary>
public class MessagesAllocationTests
{
    [Theory]
    [InlineData("text")]
    [InlineData("reasoning")]
    [InlineData("signature")]
    [InlineData("arguments")]
    [InlineData("call")]
    [InlineData("blocks")]
    [InlineData("metadata")]
    public void Event_OfEachKind_AllocatesNothing(string kind)
    {
        var output = new Discarding();
        var writer = new MessagesEventWriter(output, new MessageIdentity("r", "m"), new MessagesRequest(new ConverseRequest { ModelId = "m" }));
        ConverseEvent[] events = kind switch
        {
            "text" => [Events.Text("word \"quoted\"\n")],
            "reasoning" => [Events.Reasoning("thought")],
            "signature" => [Events.Reasoning("thought"), Events.Signature("c2ln"), Events.Signature("bmF0"), Events.BlockStop],
            "arguments" => [Events.Input("{\"a\":")],
            "call" => [Events.Tool("a", "f").In(2), Events.Input("{}").In(2), Events.BlockStop.In(2)],
            "blocks" => [Events.Text("a").In(3), Events.Text("b").In(4), Events.Reasoning("c").In(4)],
            _ => [Events.Metadata("{\"usage\":{}}", new TokenUsage { InputTokens = 1 })],
        };
        if (kind == "arguments")
        {
            writer.Write(Events.Tool("open", "f"));
        }

        long bytes = AllocationMeter.SteadyState(() =>
        {
            foreach (ref readonly ConverseEvent item in events.AsSpan())
            {
                writer.Write(in item);
            }
        });

        Assert.Equal(0, bytes);
        Assert.True(output.Written > 0 || kind == "metadata");
    }

    private sealed class Discarding : PipeWriter
    {
        private readonly byte[] _room = new byte[64 * 1024];

        public long Written { get; private set; }

        public override void Advance(int bytes) => Written += bytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) => _room;

        public override Span<byte> GetSpan(int sizeHint = 0) => _room;

        public override void CancelPendingFlush() => throw new NotSupportedException();

        public override void Complete(Exception? exception = null) => throw new NotSupportedException();

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
