using System.Text.Json;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.FrontEnds.OpenAI.Responses;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Responses;

/// <summary>Acceptance rows 1 and 3: a stream that breaks, wherever and however, ends as an error and never as an answer.</summary>
public class ResponsesTerminationTests
{
    public static TheoryData<string> Exceptions =>
        ["throttlingException", "modelStreamErrorException", "internalServerException", "serviceUnavailableException", "modelTimeoutException", "validationException", "somethingNewException"];

    [Fact]
    public async Task Row1_WholeStream_CompletesAndIsKept()
    {
        RelayRun run = await RelayRun.OfAsync(WireBody.Of(WireBody.Everything));

        Assert.False(run.Broken);
        Assert.Equal("response.completed", Sse.Types(Sse.Read(run.Answer)).Last());
        Assert.Single(run.Kept);
    }

    [Fact]
    public async Task Row1_CutAtEveryByte_IsNeverCompleted()
    {
        byte[] whole = WireBody.Of(WireBody.Everything);
        int enough = WireBody.Of(WireBody.Everything.Take(15)).Length;
        int finished = 0;
        for (int length = 0; length < whole.Length; length++)
        {
            RelayRun run = await RelayRun.OfAsync(whole[..length]);

            // Behind messageStop, between frames, only the usage is missing: that is an end.
            if (length == enough)
            {
                Assert.Equal("response.completed", Sse.Types(Sse.Read(run.Answer)).Last());
                finished++;
                continue;
            }

            AssertBroken(run);
        }

        Assert.Equal(1, finished);
    }

    [Theory]
    [MemberData(nameof(Exceptions))]
    public async Task Row3_ExceptionAtEveryPosition_IsTheLastEvent(string exception)
    {
        for (int frames = 0; frames < 15; frames++)
        {
            byte[] body = [.. WireBody.Of(WireBody.Everything.Take(frames)), .. WireBody.Exception(exception)];

            RelayRun run = await RelayRun.OfAsync(body);

            AssertBroken(run);
            Assert.DoesNotContain("words of AWS's", exception == "validationException" ? "" : run.Answer);
        }
    }

    [Fact]
    public async Task Row1_OneBitWrongAnywhere_IsNeverCompleted()
    {
        byte[] whole = WireBody.Of(WireBody.Everything);
        int last = WireBody.Of(WireBody.Everything.Take(15)).Length;
        for (int place = 0; place < last; place++)
        {
            byte[] body = [.. whole];
            body[place] ^= 0x10;

            AssertBroken(await RelayRun.OfAsync(body));
        }
    }

    [Fact]
    public async Task Row1_EndWithoutMessageStop_IsAnError()
    {
        for (int frames = 0; frames < 15; frames++)
        {
            AssertBroken(await RelayRun.OfAsync(WireBody.Of(WireBody.Everything.Take(frames))));
        }
    }

    /// <summary>Fault matrix, mid-stream: the documented event, its words at the top, and OpenAI's own form, which its clients raise.</summary>
    [Fact]
    public async Task Row3_Throttled_SaysWhyInBothForms()
    {
        RelayRun run = await RelayRun.OfAsync([.. WireBody.Of(WireBody.Everything.Take(9)), .. WireBody.Exception("throttlingException")]);

        IReadOnlyList<JsonElement> events = Sse.Read(run.Answer);
        JsonElement failed = events[^2].GetProperty("response");
        Assert.Equal("failed", failed.GetProperty("status").GetString());
        Assert.Equal("rate_limit_exceeded", failed.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(2, failed.GetProperty("output").GetArrayLength());
        JsonElement error = events[^1];
        Assert.Equal("error", error.GetProperty("type").GetString());
        Assert.Equal("rate_limit_exceeded", error.GetProperty("code").GetString());
        Assert.Equal("Bedrock is throttling this model; try again later.", error.GetProperty("message").GetString());
        Assert.Equal(JsonValueKind.Null, error.GetProperty("param").ValueKind);
        Assert.Equal("rate_limit_error", error.GetProperty("error").GetProperty("type").GetString());
    }

    public static TheoryData<BedrockErrorKind> Kinds => [.. Enum.GetValues<BedrockErrorKind>()];

    /// <summary>Every failure there is, idle timeout and lost connection among them, over a real connection: the mark arrives, since the body ends behind it and is not cut.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Row3_AnyFailureAfterContent_ArrivesAsTheMark(BedrockErrorKind kind)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(new FakeUpstream(() => new FakeStream(
            FakeStream.Give(Events.Text("one ")), FakeStream.Throw(new BedrockException(kind, "secret words") { IsMidStream = true }))));

        using HttpResponseMessage response = await gateway.PostAsync("/v1/responses", """{"model":"anthropic.claude-3-haiku-20240307-v1:0","input":"H","stream":true}""");
        string answer = await response.Content.ReadAsStringAsync();

        Assert.Equal(["response.failed", "error"], Sse.Types(Sse.Read(answer)).TakeLast(2));
        Assert.DoesNotContain("response.completed", answer);
        Assert.Contains("\"Outcome\":\"Broken\"", gateway.Log.All);
        Assert.DoesNotContain("secret words", kind is BedrockErrorKind.Validation or BedrockErrorKind.Conflict or BedrockErrorKind.ResourceNotFound ? "" : answer);
    }

    /// <summary>Where signs of life were sent before the model said anything, a failure is told within the stream, too.</summary>
    [Fact]
    public async Task WriteError_BeforeAnything_IsTheMark()
    {
        var output = new MemoryStream();
        var pipe = System.IO.Pipelines.PipeWriter.Create(output);
        using var writer = new ResponsesEventWriter(pipe, new ResponsesIdentity("req_1", "m", 1), RelayRun.Request, _ => { });

        writer.WriteHeartbeat();
        writer.WriteError(new GatewayError(GatewayErrorKind.UpstreamTimeout, Blame.Upstream, ExchangePhase.MidStream, "Too late."));
        await pipe.FlushAsync();

        IReadOnlyList<JsonElement> events = Sse.Read(System.Text.Encoding.UTF8.GetString(output.ToArray()));
        Assert.Equal(["response.failed", "error"], Sse.Types(events));
        Assert.Equal("Too late.", events[1].GetProperty("message").GetString());
        Assert.Equal("timeout", events[1].GetProperty("code").GetString());
    }

    [Fact]
    public void WriteEnd_BeforeTheModelStopped_Throws()
    {
        using var writer = new ResponsesEventWriter(System.IO.Pipelines.PipeWriter.Create(new MemoryStream()), new ResponsesIdentity("req_1", "m", 1), RelayRun.Request, _ => { });

        Assert.Throws<InvalidOperationException>(writer.WriteEnd);
    }

    private static void AssertBroken(RelayRun run)
    {
        Assert.True(run.Broken, run.Answer);
        Assert.Empty(run.Kept);
        if (run.Answer.Length == 0)
        {
            // Before the first content: a status of its own.
            return;
        }

        string[] types = [.. Sse.Types(Sse.Read(run.Answer))];
        Assert.Equal(["response.failed", "error"], types[^2..]);
        Assert.DoesNotContain("response.completed", types);
        Assert.DoesNotContain("response.incomplete", types);
    }
}
