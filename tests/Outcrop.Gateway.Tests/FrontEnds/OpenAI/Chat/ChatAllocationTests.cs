using System.IO.Pipelines;
using System.Text;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.FrontEnds.OpenAI.Chat;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Chat;

/// <summary>One translated stream event allocates nothing.</summary>
public class ChatAllocationTests
{
    public static TheoryData<string, bool> Kinds
    {
        get
        {
            var kinds = new TheoryData<string, bool>();
            foreach (string kind in (string[])["text", "reasoning", "signature", "redacted", "arguments", "call", "metadata", "other"])
            {
                kinds.Add(kind, true);
                kinds.Add(kind, false);
            }

            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Event_OfEachKind_AllocatesNothing(string kind, bool obfuscate)
    {
        var output = new Discarding();
        var request = new ChatRequest(new ConverseRequest { ModelId = "m" }) { Stream = true, IncludeUsage = true, Obfuscate = obfuscate };
        var writer = new ChatEventWriter(output, new ChatAnswerIdentity("r", "m", 1), request);
        ConverseEvent[] events = kind switch
        {
            "text" => [Events.Text("word \"quoted\"\n")],
            "reasoning" => [Events.Reasoning("thought")],
            "signature" => [Events.Signature("c2ln")],
            "redacted" => [Events.Redacted("RU5D")],
            "arguments" => [Events.Input("{\"a\":").In(1)],
            "call" => [Events.Tool("a", "f").In(2), Events.Input("{}").In(2), Events.BlockStop.In(2)],
            "metadata" => [Events.Metadata("{\"usage\":{}}", new TokenUsage { InputTokens = 1 })],
            _ => [new ConverseEvent { Kind = ConverseEventKind.OtherDelta, Raw = Encoding.UTF8.GetBytes("{\"citation\":{}}") }],
        };
        writer.Write(Events.Tool("open", "f").In(1));

        long bytes = AllocationMeter.SteadyState(() =>
        {
            foreach (ref readonly ConverseEvent item in events.AsSpan())
            {
                writer.Write(in item);
            }
        });

        Assert.Equal(0, bytes);
        Assert.True(output.Written > 0);
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
