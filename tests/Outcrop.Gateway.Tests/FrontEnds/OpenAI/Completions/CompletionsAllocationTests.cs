using System.IO.Pipelines;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.FrontEnds.OpenAI.Chat;
using Outcrop.Gateway.FrontEnds.OpenAI.Completions;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Completions;

public class CompletionsAllocationTests
{
    [Fact]
    public void TextEvent_OnceBegun_AllocatesNothing()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var writer = new CompletionsEventWriter(pipe.Writer, new ChatAnswerIdentity("req_1", "model", 1), new CompletionsRequest(["a"], []));
        ConverseEvent text = Events.Text("quartz ");
        Assert.Equal(0, AllocationMeter.SteadyState(() =>
        {
            writer.Write(in text);
            pipe.Writer.FlushAsync().GetAwaiter().GetResult();
            pipe.Reader.TryRead(out ReadResult read);
            pipe.Reader.AdvanceTo(read.Buffer.End);
        }));
    }
}
