using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Emulator;
using Outcrop.Extensions.AI.Tests.Support;
using Outcrop.Wire.EventStream;

namespace Outcrop.Extensions.AI.Tests.Chat;

/// <summary>What comes back, whole and streamed.</summary>
public sealed class ResponseTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_WithEverything_IsTheSameWholeAndStreamed(bool streaming)
    {
        await using EmulatedBedrock bedrock = await EmulatedBedrock.StartAsync();
        bedrock.Emulator.Script(new EmulatorScript
        {
            Reasoning = "Let me see.",
            Text = "I look it up.",
            ToolCalls = [new EmulatorToolCall { Name = "f", InputJson = """{"n":3,"big":12345678901234567890,"x":1.10,"l":[1,{"a":null}],"s":"é","z":null}""" }, new EmulatorToolCall { Name = "g" }],
        });
        ChatResponse response = await AskAsync(bedrock, streaming);

        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
        Assert.Equal(EmulatedBedrock.Claude, response.ModelId);
        Assert.Null(response.ConversationId);
        Assert.Equal("I look it up.", response.Text);
        ChatMessage message = Assert.Single(response.Messages);
        Assert.Equal([typeof(TextReasoningContent), typeof(TextContent), typeof(FunctionCallContent), typeof(FunctionCallContent)], message.Contents.Select(content => content.GetType()));
        var thought = (TextReasoningContent)message.Contents[0];
        Assert.Equal("Let me see.", thought.Text);
        Assert.StartsWith("signature:", thought.ProtectedData, StringComparison.Ordinal);
        var call = (FunctionCallContent)message.Contents[2];
        Assert.Equal("""3,12345678901234567890,1.10,[1,{"a":null}],"é",""", string.Join(',', call.Arguments!.Values.Select(value => value is JsonElement json ? json.GetRawText() : "")));
        Assert.Equal(3, ((JsonElement)call.Arguments!["n"]!).GetInt32());
        Assert.Null(call.Arguments["z"]);
        Assert.NotNull(call.CallId);
        Assert.Empty(((FunctionCallContent)message.Contents[3]).Arguments!);
        Assert.True(response.Usage is { InputTokenCount: > 0, OutputTokenCount: > 0, CachedInputTokenCount: 0 });
    }

    [Theory]
    [InlineData("end_turn", "stop")]
    [InlineData("stop_sequence", "stop")]
    [InlineData("tool_use", "tool_calls")]
    [InlineData("max_tokens", "length")]
    [InlineData("model_context_window_exceeded", "length")]
    [InlineData("guardrail_intervened", "content_filter")]
    [InlineData("content_filtered", "content_filter")]
    [InlineData("malformed_tool_use", "malformed_tool_use")]
    [InlineData("something_new", "something_new")]
    public async Task StopReason_OfEachKind_HasItsWordOrKeepsItsOwn(string stopReason, string expected)
    {
        await using EmulatedBedrock bedrock = await EmulatedBedrock.StartAsync();
        foreach (bool streaming in (bool[])[false, true])
        {
            bedrock.Emulator.Script(new EmulatorScript { Text = "x", StopReason = stopReason });
            Assert.Equal(expected, (await AskAsync(bedrock, streaming)).FinishReason?.Value);
        }
    }

    [Fact]
    public async Task Usage_WithCache_CountsItAsInputOnce()
    {
        await using EmulatedBedrock bedrock = await EmulatedBedrock.StartAsync();
        bedrock.Answer("""{"output":{"message":{"role":"assistant","content":[{"text":"ok"}]}},"stopReason":"end_turn","usage":{"inputTokens":9,"outputTokens":6,"totalTokens":4623,"cacheReadInputTokens":100,"cacheWriteInputTokens":4508}}""");
        UsageDetails usage = (await AskAsync(bedrock, streaming: false)).Usage!;
        Assert.Equal((4617L, 6L, 4623L, 100L, 4508L), (usage.InputTokenCount!.Value, usage.OutputTokenCount!.Value, usage.TotalTokenCount!.Value, usage.CachedInputTokenCount!.Value, usage.AdditionalCounts!["CacheWriteInputTokenCount"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StructuredAnswer_ThroughATool_IsTextAndStops(bool streaming)
    {
        await using EmulatedBedrock bedrock = await EmulatedBedrock.StartAsync();
        bedrock.Emulator.Script(new EmulatorScript { ToolCalls = [new EmulatorToolCall { Name = "answer", InputJson = """{"n": 7}""" }] });
        var options = new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonDocument.Parse("""{"type":"object","properties":{"n":{"type":"integer"}}}""").RootElement, "answer") };
        ChatResponse response = await AskAsync(bedrock, streaming, options);
        Assert.Equal("""{"n": 7}""", response.Text);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
    }

    [Theory]
    [InlineData("us.anthropic.claude-haiku-4-5-20251001-v1:0", "{\"n\":7}")]
    [InlineData(EmulatedBedrock.Claude, null)]
    [InlineData("amazon.nova-lite-v1:0", null)]
    public async Task TypedAnswer_OfAnyModel_IsRead(string model, string? scripted)
    {
        await using EmulatedBedrock bedrock = await EmulatedBedrock.StartAsync();
        if (scripted is not null)
        {
            bedrock.Emulator.Script(new EmulatorScript { Text = scripted });
        }

        ChatResponse<Counted> response = await bedrock.Client.AsIChatClient(model).GetResponseAsync<Counted>("count", cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(response.Result.N > 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CallCutOffByTheLimit_IsACallWithItsFault(bool streaming)
    {
        await using EmulatedBedrock bedrock = await EmulatedBedrock.StartAsync();
        bedrock.Emulator.Script(new EmulatorScript { ToolCalls = [new EmulatorToolCall { Name = "f", InputJson = streaming ? """{"a":"b""" : "[1]" }], StopReason = "max_tokens" });
        var call = (FunctionCallContent)(await AskAsync(bedrock, streaming)).Messages[0].Contents[0];
        Assert.IsAssignableFrom<JsonException>(call.Exception?.InnerException);
        Assert.Null(call.Arguments);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BlocksWithoutAType_OfTheAnswer_GoBackAsTheyCame(bool streaming)
    {
        const string ServerTool = """{"toolUse":{"toolUseId":"s1","name":"nova_code_interpreter","input":{"snippet":"1+1"},"type":"server_tool_use"}}""";
        const string ServerResult = """{"toolResult":{"toolUseId":"s1","content":[{"json":{"stdOut":"2"}}],"status":"success","type":"nova_code_interpreter_result"}}""";
        await using EmulatedBedrock bedrock = await EmulatedBedrock.StartAsync();
        if (streaming)
        {
            bedrock.Emulator.Script(new EmulatorScript
            {
                RawBody = Frames(
                    ("messageStart", """{"role":"assistant"}"""),
                    ("contentBlockStart", """{"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"s1","name":"nova_code_interpreter","type":"server_tool_use"}}}"""),
                    ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"toolUse":{"input":"{\"snippet\":\"1+1\"}"}}}"""),
                    ("contentBlockStop", """{"contentBlockIndex":0}"""),
                    ("contentBlockStart", """{"contentBlockIndex":1,"start":{"toolResult":{"toolUseId":"s1","status":"success","type":"nova_code_interpreter_result"}}}"""),
                    ("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"toolResult":[{"json":{"stdOut":"2"}}]}}"""),
                    ("contentBlockStop", """{"contentBlockIndex":1}"""),
                    ("contentBlockDelta", """{"contentBlockIndex":2,"delta":{"text":"Two."}}"""),
                    ("contentBlockStop", """{"contentBlockIndex":2}"""),
                    ("messageStop", """{"stopReason":"end_turn"}"""),
                    ("metadata", """{"usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2},"metrics":{"latencyMs":1}}""")),
            });
        }
        else
        {
            bedrock.Answer($$$"""{"output":{"message":{"role":"assistant","content":[{{{ServerTool}}},{{{ServerResult}}},{"text":"Two."}]}},"stopReason":"end_turn","usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2}}""");
        }

        ChatResponse response = await AskAsync(bedrock, streaming, model: "us.amazon.nova-2-lite-v1:0");
        Assert.True(response.Messages[0].Contents.OfType<FunctionCallContent>().Single().InformationalOnly);
        List<ChatMessage> history = [new(ChatRole.User, "q"), .. response.Messages, new(ChatRole.User, "go on")];
        history = JsonSerializer.Deserialize<List<ChatMessage>>(JsonSerializer.Serialize(history, AIJsonUtilities.DefaultOptions), AIJsonUtilities.DefaultOptions)!;
        bedrock.Answer("""{"output":{"message":{"role":"assistant","content":[{"text":"ok"}]}},"stopReason":"end_turn"}""");
        await bedrock.Client.AsIChatClient("us.amazon.nova-2-lite-v1:0").GetResponseAsync(history, cancellationToken: TestContext.Current.CancellationToken);
        JsonElement sent = bedrock.Body().GetProperty("messages")[1].GetProperty("content");
        Assert.Equal(3, sent.GetArrayLength());
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(ServerTool).RootElement, sent[0]), sent[0].GetRawText());
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(ServerResult).RootElement, sent[1]), sent[1].GetRawText());
    }

    [Fact]
    public async Task ThoughtsInARow_OfWhichSomeHaveNoProof_StayApart()
    {
        await using EmulatedBedrock bedrock = await EmulatedBedrock.StartAsync();
        bedrock.Emulator.Script(new EmulatorScript
        {
            RawBody = Frames(
                ("messageStart", """{"role":"assistant"}"""),
                ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"unproven"}}}"""),
                ("contentBlockStop", """{"contentBlockIndex":0}"""),
                ("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"reasoningContent":{"text":"pro"}}}"""),
                ("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"reasoningContent":{"text":"ven"}}}"""),
                ("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"reasoningContent":{"signature":"S1"}}}"""),
                ("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"reasoningContent":{"signature":"S2"}}}"""),
                ("contentBlockStop", """{"contentBlockIndex":1}"""),
                ("contentBlockDelta", """{"contentBlockIndex":2,"delta":{"reasoningContent":{"signature":"alone"}}}"""),
                ("contentBlockStop", """{"contentBlockIndex":2}"""),
                ("contentBlockDelta", """{"contentBlockIndex":3,"delta":{"reasoningContent":{"redactedContent":"QUI="}}}"""),
                ("contentBlockStop", """{"contentBlockIndex":3}"""),
                ("contentBlockDelta", """{"contentBlockIndex":4,"delta":{"text":"So."}}"""),
                ("contentBlockStop", """{"contentBlockIndex":4}"""),
                ("messageStop", """{"stopReason":"end_turn"}""")),
        });
        ChatResponse response = await AskAsync(bedrock, streaming: true);
        // Raw, because Claude would not take these proofs back.
        bedrock.Emulator.Script(new EmulatorScript
        {
            RawBody = """{"metrics":{"latencyMs":1},"output":{"message":{"content":[{"text":"ok"}],"role":"assistant"}},"stopReason":"end_turn","usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2}}"""u8.ToArray(),
        });
        await bedrock.Client.AsIChatClient(EmulatedBedrock.Claude).GetResponseAsync([new(ChatRole.User, "q"), .. response.Messages, new(ChatRole.User, "and")], cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(
            """[{"reasoningContent":{"reasoningText":{"text":"proven","signature":"S1S2"}}},{"reasoningContent":{"reasoningText":{"text":"","signature":"alone"}}},{"reasoningContent":{"redactedContent":"QUI="}},{"text":"So."}]""",
            bedrock.Body().GetProperty("messages")[1].GetProperty("content").GetRawText());
    }

    [Fact]
    public async Task Citations_Whole_AreAnnotationsAndGoBack()
    {
        const string Cited = """{"citationsContent":{"citations":[{"title":"Doc","source":"d1","sourceContent":[{"text":"blue"}],"location":{"web":{"url":"https://example.com/a"}}}],"content":[{"text":"The sky is blue."}]}}""";
        await using EmulatedBedrock bedrock = await EmulatedBedrock.StartAsync();
        bedrock.Answer($$$"""{"output":{"message":{"role":"assistant","content":[{{{Cited}}}]}},"stopReason":"end_turn"}""");
        ChatResponse response = await AskAsync(bedrock, streaming: false);
        var citation = (CitationAnnotation)Assert.Single(response.Messages[0].Contents[0].Annotations!);
        Assert.Equal(("Doc", "d1", "blue", "https://example.com/a", "The sky is blue."), (citation.Title, citation.FileId, citation.Snippet, citation.Url?.ToString(), response.Text));
        await bedrock.Client.AsIChatClient(EmulatedBedrock.Claude).GetResponseAsync([new(ChatRole.User, "q"), .. response.Messages, new(ChatRole.User, "and")], cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(Cited).RootElement, bedrock.Body().GetProperty("messages")[1].GetProperty("content")[0]));
    }

    [Fact]
    public async Task Stream_ThatBreaks_ThrowsAndNeverFinishes()
    {
        await using EmulatedBedrock bedrock = await EmulatedBedrock.StartAsync();
        bedrock.Emulator.Script(new EmulatorScript { Text = "one two three four", CutAfterEvents = 3 });
        var updates = new List<ChatResponseUpdate>();
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(async () =>
        {
            await foreach (ChatResponseUpdate update in bedrock.Client.AsIChatClient(EmulatedBedrock.Claude).GetStreamingResponseAsync("q", cancellationToken: TestContext.Current.CancellationToken))
            {
                updates.Add(update);
            }
        });
        Assert.Equal(BedrockErrorKind.StreamTruncated, fault.Kind);
        Assert.NotEmpty(updates);
        Assert.All(updates, update => Assert.Null(update.FinishReason));
    }

    [Fact]
    public async Task Cancellation_DuringAStream_EndsItWithTheCallersToken()
    {
        await using EmulatedBedrock bedrock = await EmulatedBedrock.StartAsync();
        bedrock.Emulator.Script(new EmulatorScript { Text = "one two three", HangAfterEvents = 3 });
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (ChatResponseUpdate update in bedrock.Client.AsIChatClient(EmulatedBedrock.Claude).GetStreamingResponseAsync("q", cancellationToken: cancel.Token))
            {
                if (update.Text.Length > 0)
                {
                    await cancel.CancelAsync();
                }
            }
        });
    }

    [Fact]
    public async Task RawRepresentation_OfAnswerAndUpdates_IsTheClientsOwn()
    {
        await using EmulatedBedrock bedrock = await EmulatedBedrock.StartAsync();
        Assert.IsType<ConverseResponse>((await AskAsync(bedrock, streaming: false)).RawRepresentation);
        await foreach (ChatResponseUpdate update in bedrock.Client.AsIChatClient(EmulatedBedrock.Claude).GetStreamingResponseAsync("q", cancellationToken: TestContext.Current.CancellationToken))
        {
            Assert.IsAssignableFrom<ConverseStreamEvent>(update.RawRepresentation);
        }
    }

    [Fact]
    public async Task GetService_AskedForWhatItIsMadeOf_GivesIt()
    {
        await using EmulatedBedrock bedrock = await EmulatedBedrock.StartAsync();
        IChatClient chat = bedrock.Client.AsIChatClient("m");
        var metadata = (ChatClientMetadata)chat.GetService(typeof(ChatClientMetadata))!;
        Assert.Equal(("aws.bedrock", "m", bedrock.Emulator.Endpoint), (metadata.ProviderName, metadata.DefaultModelId, metadata.ProviderUri));
        Assert.Same(bedrock.Client, chat.GetService(typeof(BedrockClient)));
        Assert.Same(chat, chat.GetService(typeof(IChatClient)));
        Assert.Null(chat.GetService(typeof(IChatClient), "key"));
        Assert.Null(chat.GetService(typeof(string)));
    }

    [Fact]
    public async Task Requests_AtOnceWithSharedOptions_DoNotMeet()
    {
        await using EmulatedBedrock bedrock = await EmulatedBedrock.StartAsync();
        IChatClient chat = bedrock.Client.AsIChatClient(EmulatedBedrock.Claude);
        var options = new ChatOptions { MaxOutputTokens = 200 };
        ChatResponse[] responses = await Task.WhenAll(Enumerable.Range(0, 24).Select(async i =>
            i % 2 == 0
                ? await chat.GetResponseAsync($"number {i}!", options, TestContext.Current.CancellationToken)
                : await chat.GetStreamingResponseAsync($"number {i}!", options, TestContext.Current.CancellationToken).ToChatResponseAsync(TestContext.Current.CancellationToken)));
        Assert.All(responses.Index(), response => Assert.Contains($"number {response.Index}!", response.Item.Text, StringComparison.Ordinal));
    }

    private static async Task<ChatResponse> AskAsync(EmulatedBedrock bedrock, bool streaming, ChatOptions? options = null, string model = EmulatedBedrock.Claude)
    {
        IChatClient chat = bedrock.Client.AsIChatClient(model);
        return streaming
            ? await chat.GetStreamingResponseAsync("q", options, TestContext.Current.CancellationToken).ToChatResponseAsync(TestContext.Current.CancellationToken)
            : await chat.GetResponseAsync("q", options, TestContext.Current.CancellationToken);
    }

    private static byte[] Frames(params (string Type, string Payload)[] events)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        foreach ((string type, string payload) in events)
        {
            using var writer = new EventStreamWriter();
            writer.AddString(":event-type"u8, type).AddString(":content-type"u8, "application/json").AddString(":message-type"u8, "event");
            writer.WriteFrame(output, Encoding.UTF8.GetBytes(payload));
        }

        return output.WrittenSpan.ToArray();
    }

    private sealed record Counted(int N);
}
