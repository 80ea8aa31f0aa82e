using System.Text.Json;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Emulator;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Completions;

public class CompletionsTests
{
    private const string Path = "/v1/completions";
    private const string Llama = "meta.llama3-1-8b-instruct-v1:0";
    private const string Nova = "amazon.nova-lite-v1:0";

    /// <summary>A family whose body is one text gets the prompt as it stands; any other gets it as the user's message.</summary>
    [Fact]
    public async Task Prompt_OfATextFamily_GoesOutAsItStands()
    {
        await using EmulatedPair gateway = await EmulatedPair.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = " a mineral.", Times = 2 });
        JsonElement text = (await gateway.PostAsync(Path, Request(Llama, "\"Quartz is\"", ""","max_tokens":20"""))).Good;
        JsonElement chat = (await gateway.PostAsync(Path, Request(Nova, "\"Quartz is\""))).Good;
        Assert.Equal(" a mineral.", text.GetProperty("choices")[0].GetProperty("text").GetString());
        Assert.Equal(" a mineral.", chat.GetProperty("choices")[0].GetProperty("text").GetString());
        Assert.Equal("Quartz is", gateway.Sent[0].GetProperty("prompt").GetString());
        Assert.Equal(20, gateway.Sent[0].GetProperty("max_gen_len").GetInt32());
        Assert.Equal("Quartz is", gateway.Sent[1].GetProperty("messages")[0].GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal("text_completion", text.GetProperty("object").GetString());
        Assert.StartsWith("cmpl-", text.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal("stop", text.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.True(text.GetProperty("usage").GetProperty("completion_tokens").GetInt32() > 0);
    }

    /// <summary>The operator's word on the API holds.</summary>
    [Fact]
    public async Task OperatorsApi_IsKept()
    {
        FakeUpstream upstream = FakeUpstream.Saying("ok");
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream, $$"""{"bedrock":{"apiByModel":{"{{Llama}}":"converse"} } }""");
        _ = (await EmulatedPair.PostAsync(gateway, Path, Request(Llama, "\"a\""))).Good;
        Assert.Equal(BedrockApi.Converse, Assert.Single(upstream.Apis));
        Assert.Equal("a", Assert.Single(upstream.Requests).Prompt);
    }

    [Fact]
    public async Task ManyPrompts_HaveAChoiceEachInOrder_AndOneUsage()
    {
        var upstream = new FakeUpstream((request, _) => Task.FromResult<ConverseEventStream>(new FakeStream(
            FakeStream.Give(Events.Text("after " + request.Prompt)), FakeStream.Give(Events.Stop()), FakeStream.Give(Events.Usage(3, 5)))));
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream);
        JsonElement body = (await EmulatedPair.PostAsync(gateway, Path, Request(Nova, """["a","b","c",[15339]]""".Replace("[15339]", "\"d\""), ""","echo":true"""))).Good;
        Assert.Equal(["aafter a", "bafter b", "cafter c", "dafter d"], body.GetProperty("choices").EnumerateArray().Select(static choice => choice.GetProperty("text").GetString()));
        Assert.Equal([0, 1, 2, 3], body.GetProperty("choices").EnumerateArray().Select(static choice => choice.GetProperty("index").GetInt32()));
        Assert.Equal(12, body.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.Equal(20, body.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        Assert.Equal(2, gateway.Log.Lines.Count(static line => line.Contains("ledger ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Parameters_AreMappedOrNamed()
    {
        FakeUpstream upstream = FakeUpstream.Saying("ok");
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream);
        JsonAnswer answer = await EmulatedPair.PostAsync(gateway, Path, Request(
            Nova, "\"a\"", ""","max_tokens":7,"temperature":0.5,"top_p":0.25,"stop":["x","y"],"user":"me","n":1,"best_of":1,"suffix":"","logprobs":3,"seed":4,"presence_penalty":0,"unheard_of":true"""));
        _ = answer.Good;
        ConverseRequest request = Assert.Single(upstream.Requests);
        Assert.Equal(7, request.InferenceConfig!.MaxTokens);
        Assert.Equal(0.5, request.InferenceConfig.Temperature);
        Assert.Equal(0.25, request.InferenceConfig.TopP);
        Assert.Equal(["x", "y"], request.InferenceConfig.StopSequences);
        Assert.Equal("me", request.RequestMetadata["user"]);
        Assert.Equal("logprobs, seed, unheard_of", answer.Dropped);
    }

    [Fact]
    public async Task Stream_IsTextCompletionsAndEndsWithDone()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("Hel", "lo \\\"x\\\""));
        string text = await StreamAsync(gateway, ""","echo":true,"stream_options":{"include_usage":true}""");
        JsonElement[] events = [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).SkipLast(1).Select(static line => JsonDocument.Parse(line["data: ".Length..]).RootElement)];
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
        Assert.All(events, static item => Assert.Equal("text_completion", item.GetProperty("object").GetString()));
        Assert.StartsWith("Say \"it\"Hel", string.Concat(events.SkipLast(1).Select(static item => item.GetProperty("choices")[0].GetProperty("text").GetString())), StringComparison.Ordinal);
        Assert.Equal("stop", events[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(0, events[^1].GetProperty("choices").GetArrayLength());
        Assert.Equal(5, events[^1].GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    /// <summary>Rule 1: a broken stream never looks finished.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stream_ThatBreaks_EndsWithAnErrorAndNoDone(bool exception)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(new FakeUpstream(() => exception
            ? new FakeStream(FakeStream.Give(Events.Text("a")), FakeStream.Throw(new BedrockException(BedrockErrorKind.ModelStreamError, "broken")))
            : new FakeStream(FakeStream.Give(Events.Text("a")))));
        string text = await StreamAsync(gateway, "");
        Assert.Contains("data: {\"error\":{", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"finish_reason\":\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "prompt")]
    [InlineData(""","prompt":"" """, "prompt")]
    [InlineData(""","prompt":"a","n":2""", "n")]
    [InlineData(""","prompt":"a","best_of":2""", "best_of")]
    [InlineData(""","prompt":"a","suffix":"b" """, "suffix")]
    [InlineData(""","prompt":["a","b"],"stream":true""", "prompt")]
    [InlineData(""","prompt":"a","temperature":3""", "temperature")]
    [InlineData(""","prompt":"a","max_tokens":-1""", "max_tokens")]
    [InlineData(""","prompt":"a","stop":3""", "stop")]
    [InlineData(""","prompt":"a","stream":"yes" """, "stream")]
    public async Task BadRequest_IsNamedAndNeverSent(string more, string parameter)
    {
        FakeUpstream upstream = FakeUpstream.Saying("never");
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream);
        (await EmulatedPair.PostAsync(gateway, Path, $$"""{"model":"{{Nova}}"{{more}}}""")).Refused(400, parameter);
        Assert.Empty(upstream.Requests);
    }

    private static string Request(string model, string prompt, string more = "") => $$"""{"model":"{{model}}","prompt":{{prompt}}{{more}}}""";

    /// <summary>What arrives, also of an answer that is cut.</summary>
    private static async Task<string> StreamAsync(RunningGateway gateway, string more)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Path, UriKind.Relative)) { Content = new StringContent(Request(Nova, "\"Say \\\"it\\\"\"", ",\"stream\":true" + more)) };
        using HttpResponseMessage response = await gateway.SendAsync(request);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        using var text = new MemoryStream();
        try
        {
            await (await response.Content.ReadAsStreamAsync()).CopyToAsync(text);
        }
        catch (IOException)
        {
            // The connection of a broken answer is cut, and what came before counts.
        }

        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }
}
