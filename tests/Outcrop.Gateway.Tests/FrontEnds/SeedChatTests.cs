using System.Net;
using System.Text;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds;

public class SeedChatTests
{
    [Fact]
    public async Task Chat_Answered_IsThePlainTextWithoutFraming()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("Grüße", " \"quoted\"\n", "日本語 🚀", "data: not a frame"));
        using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Grüße \"quoted\"\n日本語 🚀data: not a frame", await response.Content.ReadAsStringAsync());
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-cache", response.Headers.CacheControl!.ToString());
        Assert.Equal("no", response.Headers.GetValues("X-Accel-Buffering").Single());
        Assert.StartsWith("req_", response.Headers.GetValues("x-request-id").Single());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.False(response.Headers.Contains("Server"));
    }

    /// <summary>The origin never streamed: its answer came whole, at the end.</summary>
    [Fact]
    public async Task Chat_WhileTheModelStillWrites_ArrivesPieceByPiece()
    {
        var second = new TaskCompletionSource();
        await using RunningGateway gateway = await RunningGateway.StartAsync(new FakeUpstream(() => new FakeStream(
            FakeStream.Give(Events.Text("first ")), FakeStream.After(second.Task, Events.Text("second"), Events.Stop()))));
        using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat);
        await using Stream body = await response.Content.ReadAsStreamAsync();
        byte[] buffer = new byte[100];
        Assert.Equal("first ", Encoding.UTF8.GetString(buffer, 0, await body.ReadAsync(buffer)));
        second.SetResult();
        Assert.Equal("second", Encoding.UTF8.GetString(buffer, 0, await body.ReadAsync(buffer)));
        Assert.Equal(0, await body.ReadAsync(buffer));
    }

    [Fact]
    public async Task Chat_ReasoningAndToolCalls_AreNotAnswerText()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(new FakeUpstream(() => new FakeStream(
            FakeStream.Give(Events.Reasoning("hm")), FakeStream.Give(Events.Text("yes"), Events.Tool("search")), FakeStream.Give(Events.Stop("tool_use")))));
        using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat);
        Assert.Equal("yes", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Chat_ModelSaysNothingButStops_IsAnEmptyAnswer()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(new FakeUpstream(() => new FakeStream(FakeStream.Give(Events.Start, Events.Stop()))));
        using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Chat_OriginsBody_BecomesTheNeutralRequest()
    {
        FakeUpstream upstream = FakeUpstream.Saying("ok");
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream);
        using HttpResponseMessage response = await gateway.ChatAsync("""
            {"repo_url":"https://github.com/acme/rocket.git","type":"gitlab","language":"ja","provider":"bedrock","model":"amazon.titan-text-express-v1",
             "messages":[{"role":"user","content":"What is it?"},{"role":"assistant","content":"A rocket."},{"role":"user","content":"How"},{"role":"user","content":"fast?","extra":{"a":[1]}}],
             "filePath":"a.cs","token":"ghp_secret","excluded_dirs":"x","excluded_files":null,"included_dirs":["y"],"included_files":1,"something":{"new":[true]}}
            """);
        Assert.Equal("ok", await response.Content.ReadAsStringAsync());
        ConverseRequest request = Assert.Single(upstream.Requests);
        Assert.Equal("amazon.titan-text-express-v1", request.ModelId);
        Assert.Equal([("user", "What is it?"), ("assistant", "A rocket."), ("user", "Howfast?")], request.Messages.Select(message => (message.Role.Value, message.Text)));
        Assert.Equal(2, request.Messages[2].Content.Count);
        string system = Assert.IsType<TextBlock>(Assert.Single(request.System)).Text;
        Assert.Contains("gitlab repository rocket (https://github.com/acme/rocket.git)", system);
        Assert.Contains("Japanese (日本語)", system);
        Assert.Equal(0.7, request.InferenceConfig!.Temperature);
        Assert.Equal(0.8, request.InferenceConfig.TopP);
        Assert.Equal(4096, request.InferenceConfig.MaxTokens);
    }

    [Fact]
    public async Task Chat_NoContentType_IsRead()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("ok"));
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/chat/completions/stream", UriKind.Relative)) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Sample.Chat)) };
        using HttpResponseMessage response = await gateway.SendAsync(request);
        Assert.Equal("ok", await response.Content.ReadAsStringAsync());
    }

    /// <summary>D4: temperature and top_p always went out together, which newer models refuse. What is dropped is named.</summary>
    [Fact]
    public async Task D4_DroppedParameter_IsNamedInHeaderAndLog()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(new FakeUpstream(() => new FakeStream(FakeStream.Give(Events.Text("ok"), Events.Stop()))
        {
            Dropped = [new DroppedParameter("inferenceConfig.topP", "not together with temperature"), new DroppedParameter("a\r\nb", "odd")],
        }));
        using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat);
        Assert.Equal("inferenceConfig.topP, a__b", string.Join(", ", response.Headers.GetValues("x-outcrop-dropped-params")));
        Assert.Contains("inferenceConfig.topP", gateway.Log.All);
    }

    [Fact]
    public async Task Chat_ModelForcedToInvoke_GoesThroughThatApi()
    {
        FakeUpstream upstream = FakeUpstream.Saying("ok");
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream, """{"bedrock":{"apiByModel":{"my.model":"invoke"}},"models":{"aliases":{"mine":"my.model"}}}""");
        using HttpResponseMessage response = await gateway.ChatAsync("""{"model":"mine","messages":[{"role":"user","content":"x"}]}""");
        Assert.Equal(BedrockApi.InvokeModel, Assert.Single(upstream.Apis));
        Assert.Equal("my.model", Assert.Single(upstream.Requests).ModelId);
    }

    [Fact]
    public async Task Chat_ModelThatIsNotListed_StartsFromTheDefaultModelsParameters()
    {
        FakeUpstream upstream = FakeUpstream.Saying("ok");
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream, """
            {"generator":{"default_provider":"bedrock","providers":{"bedrock":{"client_class":"BedrockClient","default_model":"a.b","supportsCustomModel":true,"models":{"a.b":{"temperature":0.25,"top_p":0.5}}}}}}
            """);
        using HttpResponseMessage response = await gateway.ChatAsync("""{"model":"arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc","messages":[{"role":"user","content":"x"}]}""");
        InferenceConfiguration parameters = Assert.Single(upstream.Requests).InferenceConfig!;
        Assert.Equal((0.25, 0.5, null), (parameters.Temperature!.Value, parameters.TopP!.Value, parameters.MaxTokens));
    }

    [Fact]
    public async Task ModelsConfig_Default_HasTheOriginsShapeAndItsLegacyModels()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("ok"));
        using HttpResponseMessage response = await gateway.GetAsync("/models/config");
        string body = await response.Content.ReadAsStringAsync();
        Assert.StartsWith("""{"providers":[{"id":"bedrock","name":"Bedrock","models":[{"id":""", body);
        Assert.EndsWith("""],"supportsCustomModel":true}],"defaultProvider":"bedrock"}""", body);
        foreach (string legacy in (string[])["anthropic.claude-3-sonnet-20240229-v1:0", "anthropic.claude-3-haiku-20240307-v1:0", "anthropic.claude-3-opus-20240229-v1:0", "amazon.titan-text-express-v1", "cohere.command-r-v1:0", "ai21.j2-ultra-v1"])
        {
            Assert.Contains($$"""{"id":"{{legacy}}","name":"{{legacy}}"}""", body);
        }
    }
}
