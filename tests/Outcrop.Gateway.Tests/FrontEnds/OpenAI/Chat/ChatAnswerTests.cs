using System.Net;
using System.Text;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Recorded;
using Outcrop.Gateway.Tests.Support;
using static Outcrop.Gateway.Tests.FrontEnds.OpenAI.Chat.ChatCalling;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Chat;

/// <summary>What answers look like, whole and streamed.</summary>
public class ChatAnswerTests
{
    private static readonly TokenUsage Usage = new() { InputTokens = 10, OutputTokens = 20, CacheReadInputTokens = 3, CacheWriteInputTokens = 4, ReasoningTokens = 5 };

    [Fact]
    public async Task Answer_Whole_HasEveryMemberOfItsShape()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(Playing([Events.Text("Hi")], [Events.Stop()], [Events.Metadata("{}", Usage)]), "{\"models\":{\"aliases\":{\"gpt-4o\":\"" + Claude + "\"}}}");
        using HttpResponseMessage response = await gateway.CallAsync(Body(model: "gpt-4o"));
        JsonElement answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        string id = response.Headers.GetValues("x-request-id").Single();
        Assert.Equal("chatcmpl-" + id, answer.GetProperty("id").GetString());
        Assert.Equal("chat.completion", answer.GetProperty("object").GetString());
        Assert.Equal("gpt-4o", answer.GetProperty("model").GetString());
        Assert.True(answer.GetProperty("created").GetInt64() > 1_700_000_000);
        JsonElement choice = Assert.Single(answer.GetProperty("choices").EnumerateArray());
        Assert.Equal("""{"role":"assistant","content":"Hi","refusal":null}""", choice.GetProperty("message").GetRawText());
        Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
        AssertUsage(answer.GetProperty("usage"));
    }

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/openai/v1/chat/completions")]
    public async Task Answer_UnderBothPrefixes_IsTheSame(string path)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("x"));
        using HttpResponseMessage response = await gateway.SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent(Body()) });

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Stream_TextAndUsage_IsChunksThenDone()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(Playing([Events.Start], [Events.Text("one ")], [Events.Text("\"two\"\n")], [Events.BlockStop, Events.Stop()], [Events.Metadata("{}", Usage)]));
        using HttpResponseMessage response = await gateway.CallAsync(Streamed("\"stream_options\":{\"include_usage\":true}"));
        string body = await response.Content.ReadAsStringAsync();
        ChatTranscript answer = ChatTranscript.OfStream(body);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(("one \"two\"\n", "stop", true, null), (answer.Text, answer.Finish, answer.Done, answer.Fault));
        AssertUsage(answer.Usage!.Value);
        Assert.StartsWith("data: {\"id\":\"chatcmpl-req_", body, StringComparison.Ordinal);
        Assert.Contains("\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},", body, StringComparison.Ordinal);
        Assert.Contains("\"choices\":[],\"usage\":{", body, StringComparison.Ordinal);
        Assert.EndsWith("\n\ndata: [DONE]\n\n", body, StringComparison.Ordinal);
    }

    /// <summary>Lengths of chunks tell nothing about words, unless the caller declines; and no usage without being asked.</summary>
    [Fact]
    public async Task Stream_Obfuscation_PadsEveryChunkAlike()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(Playing([Events.Text("a")], [Events.Text("ab")], [Events.Text("abcdefghij")], [Events.Stop()]));
        string padded = (await gateway.AskAsync(Streamed())).Body;
        string plain = (await gateway.AskAsync(Streamed("\"stream_options\":{\"include_obfuscation\":false}"))).Body;

        int[] lengths = [.. padded.Split("\n\n").Where(static line => line.Contains("\"content\":\"a", StringComparison.Ordinal)).Select(static line => line.Length + 2)];
        Assert.Equal(3, lengths.Length);
        Assert.Single(lengths.Distinct());
        Assert.All(padded.Split("\n\n").Where(static line => line.Contains("obfuscation", StringComparison.Ordinal)), static line => Assert.Equal(0, (line.Length + 2) % 64));
        Assert.DoesNotContain("obfuscation", plain, StringComparison.Ordinal);
        Assert.DoesNotContain("\"usage\"", padded, StringComparison.Ordinal);
    }

    /// <summary>D9: parallel calls have the indexes 0, 1, 2, also where a model sends them side by side; D8: text beside calls is kept.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task D9_ParallelCalls_HaveTheirIndexesAndArguments(bool sideBySide)
    {
        ConverseEvent[][] frames = sideBySide
            ? [[Events.Text("Let me see.")], [Events.Tool("a", "f").In(1)], [Events.Tool("b", "g").In(2)], [Events.Input("{\"x\":").In(1)], [Events.Input("{}").In(2)], [Events.Input("1}").In(1)], [Events.Tool("c", "h").In(3)], [Events.Stop("tool_use")]]
            : [[Events.Text("Let me see.")], [Events.Tool("a", "f").In(1), Events.Input("{\"x\":").In(1), Events.Input("1}").In(1), Events.BlockStop.In(1)], [Events.Tool("b", "g").In(2), Events.Input("{}").In(2), Events.BlockStop.In(2)], [Events.Tool("c", "h").In(3), Events.BlockStop.In(3)], [Events.Stop("tool_use")]];
        await using RunningGateway gateway = await RunningGateway.StartAsync(Playing(frames));

        ChatTranscript answer = await gateway.StreamAsync(Streamed());

        Assert.Null(answer.Fault);
        Assert.Equal("tool_calls", answer.Finish);
        Assert.Equal("Let me see.", answer.Text);
        Assert.Equal(["a f {\"x\":1}", "b g {}", "c h {}"], answer.ToolCalls.Select(static call => $"{call.Id} {call.Name} {call.Arguments}"));
    }

    /// <summary>Acceptance row 6: a call without arguments has an empty object, whole and streamed; what the service ran itself is no call.</summary>
    [Fact]
    public async Task Row6_CallWithoutArguments_HasAnEmptyObject()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(Playing([Events.Tool("s", "search", "server_tool_use"), Events.Input("{\"q\":1}"), Events.BlockStop, Events.Tool("a", "f").In(1), Events.BlockStop.In(1), Events.Stop("tool_use")]));
        ChatTranscript streamed = await gateway.StreamAsync(Streamed());
        ChatTranscript whole = ChatTranscript.OfAnswer((await gateway.AskAsync(Body())).Body);

        Assert.Equal("{}", Assert.Single(streamed.ToolCalls).Arguments);
        Assert.Equal("{}", Assert.Single(whole.ToolCalls).Arguments);
    }

    [Fact]
    public async Task LegacyFunctions_AreAnsweredInTheirOwnForm()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(Playing([Events.Tool("a", "f"), Events.Input("{\"x\":1}"), Events.BlockStop, Events.Stop("tool_use")]));
        string functions = "\"functions\":[{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}]";
        string streamed = (await gateway.AskAsync(Streamed(functions))).Body;
        string whole = (await gateway.AskAsync(Body(functions))).Body;

        Assert.Contains("\"delta\":{\"function_call\":{\"name\":\"f\",\"arguments\":\"\"}}", streamed, StringComparison.Ordinal);
        Assert.Contains("\"delta\":{\"function_call\":{\"arguments\":\"{\\u0022x\\u0022:1}\"}}", streamed, StringComparison.Ordinal);
        Assert.Contains("\"finish_reason\":\"function_call\"", streamed, StringComparison.Ordinal);
        Assert.Contains("\"function_call\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":1}\"}", whole, StringComparison.Ordinal);
        Assert.Contains("\"finish_reason\":\"function_call\"", whole, StringComparison.Ordinal);
    }

    /// <summary>Every stop reason of Converse; one that nobody knows keeps its word and never passes for a proper end.</summary>
    [Theory]
    [InlineData("end_turn", "stop")]
    [InlineData("stop_sequence", "stop")]
    [InlineData("max_tokens", "length")]
    [InlineData("model_context_window_exceeded", "length")]
    [InlineData("tool_use", "tool_calls")]
    [InlineData("guardrail_intervened", "content_filter")]
    [InlineData("content_filtered", "content_filter")]
    [InlineData("malformed_model_output", "malformed_model_output")]
    [InlineData("malformed_tool_use", "malformed_tool_use")]
    [InlineData("a_new_one", "a_new_one")]
    public async Task StopReason_EachOfThem_HasItsFinishReason(string reason, string finish)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(Playing([Events.Text("x")], [Events.Stop(reason)]));
        ChatTranscript streamed = await gateway.StreamAsync(Streamed());
        ChatTranscript whole = ChatTranscript.OfAnswer((await gateway.AskAsync(Body())).Body);

        Assert.Equal((finish, finish), (streamed.Finish, whole.Finish));
    }

    /// <summary>Acceptance row 31: a guardrail's intervention is content_filter, apart from the model's own filter by Bedrock's word, and its trace comes along.</summary>
    [Fact]
    public async Task Row31_GuardrailIntervened_IsContentFilterWithItsTrace()
    {
        const string Trace = "{\"guardrail\":{\"inputAssessment\":{\"g\":{\"topicPolicy\":{}}}}}";
        await using RunningGateway gateway = await RunningGateway.StartAsync(Playing(
            [Events.Text("Sorry.")], [Events.Stop("guardrail_intervened")], [Events.Metadata("{\n \"trace\": " + Trace + ",\r\n \"metrics\":{}}")]));
        string streamed = (await gateway.AskAsync(Streamed())).Body;
        string whole = (await gateway.AskAsync(Body())).Body;

        Assert.Equal("content_filter", ChatTranscript.OfStream(streamed).Finish);
        Assert.Contains("\"bedrock\":{\"stopReason\":\"guardrail_intervened\",\"trace\":" + Trace + "}", streamed, StringComparison.Ordinal);
        Assert.Contains("\"bedrock\":{\"stopReason\":\"guardrail_intervened\",\"trace\":" + Trace, whole, StringComparison.Ordinal);
    }

    /// <summary>Row 13: only the metadata is missing; the answer ends properly and tells no tokens.</summary>
    [Fact]
    public async Task Row13_NoMetadata_EndsProperlyWithoutCounts()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(Playing([Events.Text("x")], [Events.Stop()]));
        string body = (await gateway.AskAsync(Streamed("\"stream_options\":{\"include_usage\":true}"))).Body;

        Assert.Contains("\"choices\":[],\"usage\":null}", body, StringComparison.Ordinal);
        Assert.True(ChatTranscript.OfStream(body).Done);
    }

    [Fact]
    public async Task Reasoning_Streamed_HasTextAndProofsByIndexAndPlace()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(Playing(
            [Events.Reasoning("I "), Events.Reasoning("think."), Events.Signature("U0"), Events.Signature("lH"), Events.BlockStop],
            [Events.Redacted("RU5D").In(1), Events.BlockStop.In(1)],
            [Events.Text("So: ").In(2), Events.BlockStop.In(2)],
            [Events.Reasoning("More.").In(3), Events.Signature("VFdP").In(3), Events.BlockStop.In(3)],
            [Events.Tool("a", "f").In(4), Events.BlockStop.In(4), Events.Stop("tool_use")]));
        ChatTranscript streamed = await gateway.StreamAsync(Streamed());
        string whole = (await gateway.AskAsync(Body())).Body;

        Assert.Equal("I think.More.", streamed.Reasoning);
        Assert.Equal(streamed.Reasoning, streamed.DetailedReasoning);
        Assert.Equal("U0lHRU5DVFdP", streamed.Signature);
        Assert.Contains(
            """
            "reasoning_details":[{"type":"reasoning.text","text":"I think.","signature":"U0lH","index":0},{"type":"reasoning.encrypted","data":"RU5D","index":1},{"type":"reasoning.text","text":"More.","signature":"VFdP","index":2,"follows":1}]
            """, whole, StringComparison.Ordinal);
    }

    /// <summary>What this dialect has no words for is told in Bedrock's, on one line whatever line breaks it had.</summary>
    [Fact]
    public async Task OtherDelta_Streamed_GoesOutAsItIs()
    {
        var citation = new ConverseEvent { Kind = ConverseEventKind.OtherDelta, Raw = Encoding.UTF8.GetBytes("{\n\"citation\":{\"title\":\"t\"}}") };
        await using RunningGateway gateway = await RunningGateway.StartAsync(Playing([Events.Text("x"), citation], [Events.Stop()]));

        Assert.Contains("\"delta\":{\"bedrock\":{\"citation\":{\"title\":\"t\"}}}", (await gateway.AskAsync(Streamed())).Body, StringComparison.Ordinal);
    }

    private static void AssertUsage(JsonElement usage)
    {
        Assert.Equal(17, usage.GetProperty("prompt_tokens").GetInt32());
        Assert.Equal(20, usage.GetProperty("completion_tokens").GetInt32());
        Assert.Equal(37, usage.GetProperty("total_tokens").GetInt32());
        Assert.Equal(3, usage.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32());
        Assert.Equal(5, usage.GetProperty("completion_tokens_details").GetProperty("reasoning_tokens").GetInt32());
    }

    private static FakeUpstream Playing(params ConverseEvent[][] frames) => new(() => new FakeStream([.. frames.Select(static frame => FakeStream.Give(frame))]));
}
