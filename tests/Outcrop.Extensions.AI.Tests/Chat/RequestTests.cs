using System.Text.Json;
using Microsoft.Extensions.AI;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Extensions.AI.Tests.Support;

namespace Outcrop.Extensions.AI.Tests.Chat;

/// <summary>What a conversation and its options become on the wire.</summary>
public sealed class RequestTests
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    /// <summary>Content in, Converse blocks out.</summary>
    public static TheoryData<string, AIContent, string> Contents => new()
    {
        { "text", new TextContent("Zürich \"→\" 🦊"), """{"text":"Zürich \"→\" 🦊"}""" },
        { "png under a wrong name", new DataContent(Convert.FromBase64String(Png), "application/octet-stream"), $$$$"""{"image":{"format":"png","source":{"bytes":"{{{{Png}}}}"}}}""" },
        { "jpeg by its type", new DataContent(new byte[] { 0xFF, 0xD8, 0xFF }, "image/jpeg"), """{"image":{"format":"jpeg","source":{"bytes":"/9j/"}}}""" },
        { "pdf", new DataContent("%PDF"u8.ToArray(), "application/pdf") { Name = "a_b/Q3 report (v2).pdf" }, """{"document":{"format":"pdf","name":"Q3 report (v2)","source":{"bytes":"JVBERg=="}}}""" },
        { "json is text", new DataContent("{}"u8.ToArray(), "application/json; charset=utf-8"), """{"document":{"format":"txt","name":"document","source":{"bytes":"e30="}}}""" },
        { "video", new DataContent("v"u8.ToArray(), "video/mp4"), """{"video":{"format":"mp4","source":{"bytes":"dg=="}}}""" },
        { "s3 image", new UriContent("s3://bucket/key.png", "image/png"), """{"image":{"format":"png","source":{"s3Location":{"uri":"s3://bucket/key.png"}}}}""" },
        { "s3 document", new UriContent("s3://bucket/dir/my%20file.csv", "text/csv"), """{"document":{"format":"csv","name":"my 20file","source":{"s3Location":{"uri":"s3://bucket/dir/my%20file.csv"}}}}""" },
        { "cache point", BedrockContent.CachePoint("5m"), """{"cachePoint":{"type":"default","ttl":"5m"}}""" },
        { "raw block", new AIContent { RawRepresentation = new UnknownBlock("guardContent", RawJson.Parse("""{"text":{"text":"x"}}""")) }, """{"guardContent":{"text":{"text":"x"}}}""" },
        { "unsigned thought is not sent", new TextReasoningContent("hm"), "" },
        { "signature without text", new TextReasoningContent("") { ProtectedData = "signature:S+/=" }, """{"reasoningContent":{"reasoningText":{"text":"","signature":"S+/="}}}""" },
        { "foreign signature", new TextReasoningContent("hm") { ProtectedData = "abc" }, """{"reasoningContent":{"reasoningText":{"text":"hm","signature":"abc"}}}""" },
        { "redacted", new TextReasoningContent("") { ProtectedData = "redacted:QUI=" }, """{"reasoningContent":{"redactedContent":"QUI="}}""" },
        { "call", new FunctionCallContent("c1", "f", new Dictionary<string, object?> { ["n"] = 3, ["x"] = 1.5, ["l"] = new List<int> { 1, 2 }, ["o"] = new Dictionary<string, object?> { ["k"] = null }, ["b"] = true }), """{"toolUse":{"toolUseId":"c1","name":"f","input":{"n":3,"x":1.5,"l":[1,2],"o":{"k":null},"b":true}}}""" },
        { "call without arguments", new FunctionCallContent("c1", "f"), """{"toolUse":{"toolUseId":"c1","name":"f","input":{}}}""" },
        { "blank text is not sent", new TextContent(" \n"), "" },
        { "usage is not sent", new UsageContent(new UsageDetails()), "" },
    };

    /// <summary>A function's result in, the content of toolResult out.</summary>
    public static TheoryData<string, object?, string> Results => new()
    {
        { "text", "sunny", """[{"text":"sunny"}]""" },
        { "empty text", "", "[]" },
        { "nothing", null, """[{"text":"null"}]""" },
        { "number", 42, """[{"text":"42"}]""" },
        { "list", new List<int> { 1, 2 }, """[{"text":"[1,2]"}]""" },
        { "object", new Dictionary<string, object?> { ["t"] = 21 }, """[{"json":{"t":21}}]""" },
        { "JSON keeps its bytes", JsonDocument.Parse("""{"t":21.50,"u":"é"}""").RootElement, """[{"json":{"t":21.50,"u":"é"}}]""" },
        { "JSON text", JsonDocument.Parse("\"warm\"").RootElement, """[{"text":"warm"}]""" },
        { "contents", new List<AIContent> { new TextContent("see"), new DataContent(Convert.FromBase64String(Png), "image/png") }, $$$$"""[{"text":"see"},{"image":{"format":"png","source":{"bytes":"{{{{Png}}}}"}}}]""" },
    };

    [Theory]
    [MemberData(nameof(Contents))]
    public async Task Content_OfEachKind_IsItsConverseBlock(string name, AIContent content, string expected)
    {
        JsonElement body = await SendAsync([new ChatMessage(ChatRole.User, "begin"), new ChatMessage(ChatRole.User, [content])]);
        JsonElement[] blocks = [.. body.GetProperty("messages")[0].GetProperty("content").EnumerateArray()];
        Assert.Equal(expected.Length == 0 ? 1 : 2, blocks.Length);
        Assert.True(expected.Length == 0 || JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, blocks[1]), $"{name}: {blocks[^1].GetRawText()}");
    }

    [Theory]
    [MemberData(nameof(Results))]
    public async Task FunctionResult_OfAnyType_IsTextOrJson(string name, object? result, string expected)
    {
        JsonElement body = await SendAsync([
            new ChatMessage(ChatRole.User, "q"),
            new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("c1", "f")]),
            new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c1", result)]),
        ]);
        JsonElement block = body.GetProperty("messages")[2].GetProperty("content")[0].GetProperty("toolResult");
        Assert.True(expected == block.GetProperty("content").GetRawText(), $"{name}: {block.GetRawText()}");
        Assert.False(block.TryGetProperty("status", out _));
    }

    [Fact]
    public async Task FunctionResults_OfParallelCalls_AreOneUserMessageInOrderBeforeText()
    {
        JsonElement body = await SendAsync([
            new ChatMessage(ChatRole.System, "one"),
            new ChatMessage(ChatRole.User, "q"),
            new ChatMessage(ChatRole.Assistant, [new TextContent("wait"), new FunctionCallContent("c1", "f")]),
            new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("c2", "f")]),
            new ChatMessage(ChatRole.User, "and?"),
            new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c1", "r1")]),
            new ChatMessage(ChatRole.System, "two"),
            new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c2", null) { Exception = new InvalidOperationException("no luck") }]),
        ]);
        Assert.Equal("""[{"text":"one"},{"text":"two"}]""", body.GetProperty("system").GetRawText());
        JsonElement messages = body.GetProperty("messages");
        Assert.Equal(3, messages.GetArrayLength());
        Assert.Equal(3, messages[1].GetProperty("content").GetArrayLength());
        Assert.Equal(
            """[{"toolResult":{"toolUseId":"c1","content":[{"text":"r1"}]}},{"toolResult":{"toolUseId":"c2","content":[{"text":"no luck"}],"status":"error"}},{"text":"and?"}]""",
            messages[2].GetProperty("content").GetRawText());

        // Converse refuses such a conversation without tools; the one that was used is declared again.
        Assert.Equal("""{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}]}""", body.GetProperty("toolConfig").GetRawText());
    }

    [Fact]
    public async Task Documents_OfOneName_GetNamesOfTheirOwn()
    {
        var file = new DataContent("a"u8.ToArray(), "text/plain") { Name = "notes.txt" };
        JsonElement body = await SendAsync([new ChatMessage(ChatRole.User, [new TextContent("compare"), file, file])]);
        Assert.Equal(["notes", "notes 2"], body.GetProperty("messages")[0].GetProperty("content").EnumerateArray().Skip(1).Select(block => block.GetProperty("document").GetProperty("name").GetString()));
    }

    /// <summary>Options in, a part of the body out.</summary>
    public static TheoryData<string, string, ChatOptions, string, string?> Options => new()
    {
        { "inference", EmulatedBedrock.Claude, new ChatOptions { Temperature = 0.7f, TopP = 0.9f, MaxOutputTokens = 300, StopSequences = ["END"] }, "inferenceConfig", """{"maxTokens":300,"temperature":0.7,"topP":0.9,"stopSequences":["END"]}""" },
        { "nothing", EmulatedBedrock.Claude, new ChatOptions(), "inferenceConfig", """{"maxTokens":4096}""" },
        { "instructions", EmulatedBedrock.Claude, new ChatOptions { Instructions = "Be brief." }, "system", """[{"text":"Be brief."}]""" },
        { "top k of Claude", EmulatedBedrock.Claude, new ChatOptions { TopK = 40 }, "additionalModelRequestFields", """{"top_k":40}""" },
        { "top k of Nova", "amazon.nova-pro-v1:0", new ChatOptions { TopK = 40 }, "additionalModelRequestFields", """{"inferenceConfig":{"topK":40}}""" },
        { "thinking by budget", EmulatedBedrock.Claude, new ChatOptions { Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Medium } }, "additionalModelRequestFields", """{"thinking":{"type":"enabled","budget_tokens":8192}}""" },
        { "thinking within the limit", EmulatedBedrock.Claude, new ChatOptions { MaxOutputTokens = 4000, Reasoning = new ReasoningOptions { Effort = ReasoningEffort.High } }, "additionalModelRequestFields", """{"thinking":{"type":"enabled","budget_tokens":2000}}""" },
        { "thinking, adaptive", "us.anthropic.claude-opus-4-8", new ChatOptions { Reasoning = new ReasoningOptions { Effort = ReasoningEffort.ExtraHigh, Output = ReasoningOutput.None } }, "additionalModelRequestFields", """{"thinking":{"type":"adaptive","display":"omitted"},"output_config":{"effort":"xhigh"}}""" },
        { "effort of gpt-oss", "openai.gpt-oss-20b-1:0", new ChatOptions { Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Low } }, "additionalModelRequestFields", """{"reasoning_effort":"low"}""" },
        { "additional fields", EmulatedBedrock.Claude, new ChatOptions { TopK = 1, AdditionalProperties = new() { ["anthropic_beta"] = new List<string> { "x" }, ["top_k"] = 5 } }, "additionalModelRequestFields", """{"top_k":5,"anthropic_beta":["x"]}""" },
        { "top-level members", EmulatedBedrock.Claude, new ChatOptions { AdditionalProperties = new() { ["requestMetadata"] = new Dictionary<string, object?> { ["team"] = "a" } } }, "requestMetadata", """{"team":"a"}""" },
        { "any tool", EmulatedBedrock.Claude, new ChatOptions { Tools = [Tool], ToolMode = ChatToolMode.RequireAny }, "toolConfig", """{"tools":[{"toolSpec":{"name":"f","description":"d","inputSchema":{"json":{ "type":"object", "properties":{"n":{"type":"integer"}} }}}}],"toolChoice":{"any":{}}}""" },
        { "one tool", EmulatedBedrock.Claude, new ChatOptions { Tools = [Tool], ToolMode = ChatToolMode.RequireSpecific("f") }, "toolConfig", """{"tools":[{"toolSpec":{"name":"f","description":"d","inputSchema":{"json":{ "type":"object", "properties":{"n":{"type":"integer"}} }}}}],"toolChoice":{"tool":{"name":"f"}}}""" },
        { "no tool", EmulatedBedrock.Claude, new ChatOptions { Tools = [Tool], ToolMode = ChatToolMode.None }, "toolConfig", null },
        { "native schema", "us.anthropic.claude-haiku-4-5-20251001-v1:0", new ChatOptions { ResponseFormat = Format }, "outputConfig", """{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"schema":"{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},\"additionalProperties\":false}","name":"answer"}}}}""" },
        { "no native schema", EmulatedBedrock.Claude, new ChatOptions { ResponseFormat = Format }, "toolConfig", """{"tools":[{"toolSpec":{"name":"answer","description":"Gives the answer. Call it once, with the whole answer.","inputSchema":{"json":{"type":"object","properties":{"n":{"type":"integer"}}}}}}],"toolChoice":{"tool":{"name":"answer"}}}""" },
    };

    private static AIFunctionDeclaration Tool => AIFunctionFactory.CreateDeclaration("f", "d", JsonDocument.Parse("""{ "type":"object", "properties":{"n":{"type":"integer"}} }""").RootElement);

    private static ChatResponseFormat Format => ChatResponseFormat.ForJsonSchema(JsonDocument.Parse("""{"type":"object","properties":{"n":{"type":"integer"}}}""").RootElement, "answer");

    [Theory]
    [MemberData(nameof(Options))]
    public async Task Option_OfEachKind_StandsWhereTheModelTakesIt(string name, string model, ChatOptions options, string member, string? expected)
    {
        string before = JsonSerializer.Serialize(options, AIJsonUtilities.DefaultOptions);
        JsonElement body = await SendAsync([new ChatMessage(ChatRole.User, "q")], options, model);
        string? actual = body.TryGetProperty(member, out JsonElement value) ? value.GetRawText() : null;
        Assert.True(expected == actual, $"{name}: {actual}");
        Assert.Equal(before, JsonSerializer.Serialize(options, AIJsonUtilities.DefaultOptions));
    }

    [Fact]
    public async Task RawRepresentationFactory_GivesARequest_IsCompletedAndKeepsWhatItSet()
    {
        var options = new ChatOptions
        {
            Temperature = 0.1f,
            MaxOutputTokens = 50,
            RawRepresentationFactory = client => new ConverseRequest
            {
                ModelId = "",
                InferenceConfig = new InferenceConfiguration { Temperature = 0.5 },
                AdditionalModelRequestFields = RawJson.Parse("""{"top_k":9}"""),
                GuardrailConfig = new GuardrailConfiguration("g", "1"),
            },
        };
        JsonElement body = await SendAsync([new ChatMessage(ChatRole.User, "q")], options);
        Assert.Equal("""{"maxTokens":50,"temperature":0.5}""", body.GetProperty("inferenceConfig").GetRawText());
        Assert.Equal("""{"top_k":9}""", body.GetProperty("additionalModelRequestFields").GetRawText());
        Assert.Equal("g", body.GetProperty("guardrailConfig").GetProperty("guardrailIdentifier").GetString());
    }

    [Fact]
    public async Task Refusal_OfWhatConverseCannotTake_NamesItBeforeAnythingIsSent()
    {
        await using EmulatedBedrock bedrock = await EmulatedBedrock.StartAsync();
        IChatClient chat = bedrock.Client.AsIChatClient(EmulatedBedrock.Claude);
        AIContent[] refused = [new UriContent("https://example.com/a.png", "image/png"), new DataContent("x"u8.ToArray(), "application/zip"), new HostedFileContent("f1"), new DataContent("x"u8.ToArray(), "image/tiff")];
        foreach (AIContent content in refused)
        {
            await Assert.ThrowsAsync<NotSupportedException>(() => chat.GetResponseAsync([new ChatMessage(ChatRole.User, [content])], cancellationToken: TestContext.Current.CancellationToken));
        }

        await Assert.ThrowsAsync<NotSupportedException>(() => chat.GetResponseAsync("q", new ChatOptions { Tools = [new HostedFileSearchTool()] }, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<InvalidOperationException>(() => bedrock.Client.AsIChatClient().GetResponseAsync("q", cancellationToken: TestContext.Current.CancellationToken));
        Assert.Empty(bedrock.Emulator.Journal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Options_WithoutAPlace_AreNamedInTheAnswer(bool streaming)
    {
        await using EmulatedBedrock bedrock = await EmulatedBedrock.StartAsync();
        IChatClient chat = bedrock.Client.AsIChatClient(EmulatedBedrock.Claude);
        var options = new ChatOptions { Seed = 1, FrequencyPenalty = 1, PresencePenalty = 1 };
        AdditionalPropertiesDictionary? found = streaming
            ? (await chat.GetStreamingResponseAsync("q", options, TestContext.Current.CancellationToken).FirstAsync(TestContext.Current.CancellationToken)).AdditionalProperties
            : (await chat.GetResponseAsync("q", options, TestContext.Current.CancellationToken)).AdditionalProperties;
        Assert.Equal(["FrequencyPenalty", "PresencePenalty", "Seed"], Assert.IsType<string[]>(found!["aws.bedrock.dropped"]));
        Assert.False(bedrock.Body().TryGetProperty("additionalModelRequestFields", out _));
    }

    private static async Task<JsonElement> SendAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, string model = EmulatedBedrock.Claude)
    {
        await using EmulatedBedrock bedrock = await EmulatedBedrock.StartAsync();

        // The answer does not matter, and what the emulated model would refuse is not the question here.
        bedrock.Answer("""{"output":{"message":{"role":"assistant","content":[{"text":"ok"}]}},"stopReason":"end_turn","usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2}}""");
        await bedrock.Client.AsIChatClient(model).GetResponseAsync(messages, options, TestContext.Current.CancellationToken);
        return bedrock.Body();
    }
}
