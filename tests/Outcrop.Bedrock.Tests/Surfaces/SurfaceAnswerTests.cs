using System.Text;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Surfaces;

namespace Outcrop.Bedrock.Tests.Surfaces;

/// <summary>What comes back, whole and as streams: a broken answer never looks finished (acceptance row 1), a cut-off one says so (row 35).</summary>
public sealed class SurfaceAnswerTests
{
    public static TheoryData<BedrockApi> Apis => [BedrockApi.OpenAIChat, BedrockApi.OpenAIResponses, BedrockApi.AnthropicMessages];

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task Answer_WholeStreamedOrWholeInPlaceOfAStream_IsTheSame(BedrockApi api)
    {
        (_, string whole, string stream) = SurfaceAnswers.All.Single(answer => answer.Api == api);
        ConverseResponse first = SurfaceDialects.Of(api)!.ReadResponse(Encoding.UTF8.GetBytes(whole));

        Check(first);
        for (int step = 1; step < 200; step += 13)
        {
            Check(await SurfaceStreams.ReadAsync(api, Encoding.UTF8.GetBytes(stream), step));
        }

        Check(await SurfaceStreams.ReadAsync(api, Encoding.UTF8.GetBytes(whole), 7, "application/json"));
        string named = string.Concat(stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(one => $": beat\r\nevent: message\r\nid: 1\r\n{one}\r\n\r\n"));
        Check(await SurfaceStreams.ReadAsync(api, Encoding.UTF8.GetBytes(named), 64));

        void Check(ConverseResponse read)
        {
            Assert.Equal(SurfaceAnswers.Text, read.Text);
            ReasoningBlock thought = Assert.Single(read.Message.Content.OfType<ReasoningBlock>());
            Assert.Equal("hm", thought.Text);
            Assert.Equal(Assert.Single(first.Message.Content.OfType<ReasoningBlock>()).Signature, thought.Signature);
            ToolUseBlock call = Assert.Single(read.Message.Content.OfType<ToolUseBlock>());
            Assert.Equal(("call_1", "add", """{"a":1}"""), (call.ToolUseId, call.Name, call.Input.ToString()));
            Assert.Equal(StopReason.ToolUse, read.StopReason);
            Assert.Equal((6, 4, 7), (read.Usage!.InputTokens, read.Usage.CacheReadInputTokens, read.Usage.OutputTokens));
        }
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task Stream_CutAtEveryByte_NeverEndsProperly(BedrockApi api)
    {
        string stream = SurfaceAnswers.All.Single(answer => answer.Api == api).Stream;
        byte[] bytes = Encoding.UTF8.GetBytes(stream);

        // What follows the end itself tells tokens only.
        int end = Encoding.UTF8.GetByteCount(api == BedrockApi.OpenAIChat ? stream[..(stream.IndexOf("tool_calls\"}]}\n\n", StringComparison.Ordinal) + 16)] : stream);
        for (int cut = 0; cut < end; cut++)
        {
            BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => SurfaceStreams.ReadAsync(api, bytes.AsMemory(0, cut), int.MaxValue));
            Assert.Equal(BedrockErrorKind.StreamTruncated, fault.Kind);
            Assert.NotEqual(fault.IsMidStream, fault.IsRetryable);
        }

        await SurfaceStreams.ReadAsync(api, bytes.AsMemory(0, end), int.MaxValue);
    }

    [Theory]
    [InlineData(BedrockApi.OpenAIChat, "data: {\"error\":{\"message\":\"it broke\",\"type\":\"server_error\",\"code\":null}}\n\n", BedrockErrorKind.InternalServer)]
    [InlineData(BedrockApi.OpenAIChat, "data: {\"error\":{\"message\":\"it broke\",\"type\":\"x\",\"code\":\"rate_limit_exceeded\"}}\n\n", BedrockErrorKind.Throttling)]
    [InlineData(BedrockApi.OpenAIChat, "data: {\"error\":{\"message\":\"it broke\",\"code\":500}}\n\n", BedrockErrorKind.ModelStreamError)]
    [InlineData(BedrockApi.OpenAIChat, "event: error\ndata: {\"message\":\"it broke\"}\n\n", BedrockErrorKind.ModelStreamError)]
    [InlineData(BedrockApi.OpenAIChat, "event: throttlingException\ndata: {\"message\":\"it broke\",\"__type\":\"ThrottlingException\"}\n\n", BedrockErrorKind.Throttling)]
    [InlineData(BedrockApi.OpenAIResponses, "data: {\"type\":\"error\",\"code\":\"server_error\",\"message\":\"it broke\",\"param\":null,\"sequence_number\":3}\n\n", BedrockErrorKind.InternalServer)]
    [InlineData(BedrockApi.OpenAIResponses, "data: {\"type\":\"response.failed\",\"response\":{\"status\":\"failed\",\"output\":[],\"error\":{\"code\":\"server_error\",\"message\":\"it broke\"}}}\n\n", BedrockErrorKind.InternalServer)]
    [InlineData(BedrockApi.OpenAIResponses, "data: {\"error\":{\"message\":\"it broke\",\"type\":\"overloaded_error\"}}\n\n", BedrockErrorKind.ServiceUnavailable)]
    [InlineData(BedrockApi.AnthropicMessages, "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"it broke\"}}\n\n", BedrockErrorKind.ServiceUnavailable)]
    [InlineData(BedrockApi.AnthropicMessages, "data: {\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"it broke\"}}\n\n", BedrockErrorKind.Throttling)]
    public async Task Stream_WithAnErrorAnywhere_EndsWithIt(BedrockApi api, string error, BedrockErrorKind kind)
    {
        string[] events = SurfaceAnswers.All.Single(answer => answer.Api == api).Stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        for (int place = 0; place < events.Length - 2; place++)
        {
            string bytes = string.Concat(events[..place].Select(one => one + "\n\n")) + error + string.Concat(events[place..].Select(one => one + "\n\n"));

            BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => SurfaceStreams.ReadAsync(api, Encoding.UTF8.GetBytes(bytes), 11));

            Assert.Equal((kind, "it broke"), (fault.Kind, fault.Message));
            Assert.False(fault.IsMidStream && fault.IsRetryable);
        }
    }

    [Fact]
    public async Task Chat_DoneWithoutAFinishReason_IsBroken()
    {
        string[] events = SurfaceAnswers.ChatStream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        string bytes = $"{events[0]}\n\n{events[1]}\n\n{events[^1]}\n\n";

        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => SurfaceStreams.ReadAsync(BedrockApi.OpenAIChat, Encoding.UTF8.GetBytes(bytes), 11));

        Assert.Equal((BedrockErrorKind.StreamTruncated, true), (fault.Kind, fault.IsMidStream));
    }

    /// <summary>Acceptance row 35: an answer that its limit cut off ends with <c>response.incomplete</c>.</summary>
    [Theory]
    [InlineData("max_output_tokens", "max_tokens")]
    [InlineData("content_filter", "content_filtered")]
    [InlineData("something_new", "something_new")]
    public async Task Responses_Incomplete_SaysWhy(string reason, string expected)
    {
        string response = SurfaceAnswers.Responses.Replace("\"status\":\"completed\",\"error\"", "\"status\":\"incomplete\",\"error\"", StringComparison.Ordinal)
            .Replace("\"incomplete_details\":null", $"\"incomplete_details\":{{\"reason\":\"{reason}\"}}", StringComparison.Ordinal).ReplaceLineEndings("");
        string[] events = SurfaceAnswers.ResponsesStream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        string stream = string.Concat(events[..^1].Select(one => one + "\n\n")) + $"data: {{\"type\":\"response.incomplete\",\"response\":{response}}}\n\n";

        ConverseResponse whole = SurfaceDialects.Of(BedrockApi.OpenAIResponses)!.ReadResponse(Encoding.UTF8.GetBytes(response));
        ConverseResponse streamed = await SurfaceStreams.ReadAsync(BedrockApi.OpenAIResponses, Encoding.UTF8.GetBytes(stream), 64);

        Assert.Equal((expected, expected), (whole.StopReason.Value, streamed.StopReason.Value));
        Assert.Equal(SurfaceAnswers.Text, streamed.Text);
    }

    /// <summary>Recorded on bedrock-mantle: HTTP 200 and an answer that failed.</summary>
    [Theory]
    [InlineData("""{"status":"failed","output":[],"error":{"code":"server_error","message":"it broke"}}""", BedrockErrorKind.InternalServer)]
    [InlineData("""{"status":"failed","output":[],"error":null}""", BedrockErrorKind.ModelStreamError)]
    [InlineData("""{"status":"cancelled","output":[]}""", BedrockErrorKind.ModelStreamError)]
    [InlineData("""{"status":"in_progress","output":[]}""", BedrockErrorKind.UnexpectedResponse)]
    [InlineData("""{"output":[]}""", BedrockErrorKind.UnexpectedResponse)]
    [InlineData("""{"status":"completed"}""", BedrockErrorKind.UnexpectedResponse)]
    public void Responses_WhoseStatusIsNoGoodOne_IsAnError(string body, BedrockErrorKind kind) =>
        Assert.Equal(kind, Assert.Throws<BedrockException>(() => SurfaceDialects.Of(BedrockApi.OpenAIResponses)!.ReadResponse(Encoding.UTF8.GetBytes(body))).Kind);

    [Fact]
    public async Task Responses_ThatTellsItemsAtTheirEndOnly_LosesNothing()
    {
        string[] events = [.. SurfaceAnswers.ResponsesStream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(one => !one.Contains(".delta", StringComparison.Ordinal) && !one.Contains("output_item.added", StringComparison.Ordinal))];
        string ends = string.Concat(events.Select(one => one + "\n\n"));
        string endOnly = events[^1] + "\n\n";

        foreach (string stream in (string[])[ends, endOnly])
        {
            ConverseResponse read = await SurfaceStreams.ReadAsync(BedrockApi.OpenAIResponses, Encoding.UTF8.GetBytes(stream), 64);
            Assert.Equal(SurfaceAnswers.Text, read.Text);
            Assert.Equal(("hm", "rs_1|c2VjcmV0"), (read.Message.Content.OfType<ReasoningBlock>().Single().Text, read.Message.Content.OfType<ReasoningBlock>().Single().Signature));
            Assert.Equal("""{"a":1}""", read.Message.Content.OfType<ToolUseBlock>().Single().Input.ToString());
            Assert.Equal(StopReason.ToolUse, read.StopReason);
        }
    }

    [Fact]
    public async Task Responses_ParallelCallsAndUnknownItems_AreKept()
    {
        string stream = SurfaceAnswers.Sse(
            """{"type":"response.created","response":{}}""",
            """{"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","call_id":"call_0","name":"a"}}""",
            """{"type":"response.output_item.added","output_index":1,"item":{"type":"function_call","call_id":"call_1","name":"b"}}""",
            """{"type":"response.function_call_arguments.delta","output_index":1,"delta":"{\"y\":"}""",
            """{"type":"response.function_call_arguments.delta","output_index":0,"delta":"{\"x\":1}"}""",
            """{"type":"response.function_call_arguments.delta","output_index":1,"delta":"2}"}""",
            """{"type":"response.something.new","x":1}""",
            """{"type":"response.output_item.done","output_index":2,"item":{"type":"web_search_call","id":"ws_1","status":"completed"}}""",
            """{"type":"response.completed","response":{"status":"completed","output":[],"usage":{"input_tokens":1,"output_tokens":2}}}""");

        ConverseResponse read = await SurfaceStreams.ReadAsync(BedrockApi.OpenAIResponses, Encoding.UTF8.GetBytes(stream), 5);

        Assert.Equal(["call_0 a {\"x\":1}", "call_1 b {\"y\":2}"], read.Message.Content.OfType<ToolUseBlock>().Select(call => $"{call.ToolUseId} {call.Name} {call.Input}"));
        Assert.Single(read.Message.Content.OfType<UnknownBlock>());
        Assert.Equal(StopReason.ToolUse, read.StopReason);
    }

    [Fact]
    public void Responses_Refusal_IsContentFiltered()
    {
        ConverseResponse read = SurfaceDialects.Of(BedrockApi.OpenAIResponses)!.ReadResponse(
            """{"status":"completed","output":[{"type":"message","content":[{"type":"refusal","refusal":"No."}]}]}"""u8.ToArray());

        Assert.Equal(("No.", StopReason.ContentFiltered), (read.Text, read.StopReason));
    }

    [Theory]
    [InlineData(400, """{"error":{"message":"m","type":"invalid_request_error","param":null,"code":null}}""", BedrockErrorKind.Validation, "invalid_request_error")]
    [InlineData(400, """{"error":{"message":"m","type":"invalid_request_error","code":"some_new_code"}}""", BedrockErrorKind.Validation, "some_new_code")]
    [InlineData(401, """{"error":{"message":"m","type":"invalid_request_error","code":"invalid_api_key"}}""", BedrockErrorKind.Credentials, "invalid_api_key")]
    [InlineData(403, """{"error":{"message":"m","type":"permission_denied_error","code":"access_denied"}}""", BedrockErrorKind.AccessDenied, "access_denied")]
    [InlineData(404, """{"error":{"message":"m","type":"invalid_request_error","code":"model_not_found"}}""", BedrockErrorKind.ResourceNotFound, "model_not_found")]
    [InlineData(429, """{"error":{"message":"m","type":"tokens","code":"rate_limit_exceeded"}}""", BedrockErrorKind.Throttling, "rate_limit_exceeded")]
    [InlineData(500, """{"error":{"message":"m","type":"server_error","code":null}}""", BedrockErrorKind.InternalServer, "server_error")]
    [InlineData(529, """{"type":"error","error":{"type":"overloaded_error","message":"m"},"request_id":"req_1"}""", BedrockErrorKind.ServiceUnavailable, "overloaded_error")]
    [InlineData(413, """{"type":"error","error":{"type":"request_too_large","message":"m"}}""", BedrockErrorKind.RequestTooLarge, "request_too_large")]
    [InlineData(400, """{"error":"m"}""", BedrockErrorKind.Validation, null)]
    [InlineData(422, """{"detail":"m"}""", BedrockErrorKind.Validation, null)]
    [InlineData(503, """{"message":"m"}""", BedrockErrorKind.ServiceUnavailable, null)]
    public async Task Refusal_InADialectsWords_HasItsKind(int status, string body, BedrockErrorKind kind, string? code)
    {
        using var handler = new SurfaceHandler(body, status: status);
        using BedrockClient client = handler.CreateClient();

        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => client.ConverseAsync(
            new ConverseRequest { ModelId = "openai.gpt-5.4", Messages = { new Message(ConversationRole.User, "Hi") } }, TestContext.Current.CancellationToken));

        Assert.Equal((kind, "m", code, status, "r-1"), (fault.Kind, fault.Message, fault.AwsCode, fault.StatusCode, fault.RequestId));
    }

    [Fact]
    public async Task Stream_ThroughTheClient_GivesItsEvents()
    {
        using var handler = new SurfaceHandler(SurfaceAnswers.ResponsesStream, "text/event-stream; charset=utf-8");
        using BedrockClient client = handler.CreateClient();
        var text = new StringBuilder();
        StopReason? reason = null;

        await foreach (ConverseStreamEvent one in client.ConverseStreamAsync(
            new ConverseRequest { ModelId = "openai.gpt-5.4", Messages = { new Message(ConversationRole.User, "Hi") } }, TestContext.Current.CancellationToken))
        {
            text.Append(one is ContentBlockDeltaEvent { Delta: TextDelta delta } ? delta.Text : "");
            reason = one is MessageStopEvent stop ? stop.StopReason : reason;
        }

        Assert.Equal(SurfaceAnswers.Text, text.ToString());
        Assert.Equal(StopReason.ToolUse, reason);
        Assert.Contains("\"stream\":true", Assert.Single(handler.Requests).Body, StringComparison.Ordinal);
    }
}
