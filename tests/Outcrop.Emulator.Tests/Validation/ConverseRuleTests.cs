using Outcrop.Emulator.Tests.Support;
using static Outcrop.Emulator.Tests.Validation.RuleCase;

namespace Outcrop.Emulator.Tests.Validation;

/// <summary>What Converse refuses beyond the service model: each rule beside the nearest request that is accepted.</summary>
public sealed class ConverseRuleTests(SharedEmulator shared) : IClassFixture<SharedEmulator>
{
    private const string Text = """{"text":"x"}""";
    private const string Video = """{"video":{"format":"mp4","source":{"bytes":"AAAA"}}}""";
    private const string S3 = "\"source\":{\"s3Location\":{\"uri\":\"s3://bucket/key\"}}";

    /// <summary>Rule, model, refused, accepted, text; the accepted one goes to the model behind "→" where there is one.</summary>
    public static TheoryData<string, string, string, string, string> Cases => new()
    {
        // Roles.
        { "starts with the user", Haiku3, Talk("", "assistant: " + Text), Talk("", "user: " + Text), "A conversation must start with a user message. Try again with a conversation that starts with a user message." },
        { "alternates", Llama31, Talk("", "user: " + Text, "user: " + Text), Talk("", "user: " + Text, "assistant: " + Text, "user: " + Text), "A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again." },
        { "alternates, Claude need not", Llama31 + "→" + Haiku3, Talk("", "user: " + Text, "user: " + Text), Talk("", "user: " + Text, "user: " + Text), "A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again." },
        { "ends with the user", Llama31, Talk("", "user: " + Text, "assistant: " + Text), Talk("", "user: " + Text), "The last turn in a conversation must be a user message. Add a user message to the conversation and try again." },

        // Blocks.
        { "one member", Haiku3, Ask("""{"text":"x","image":{"format":"png","source":{"bytes":"eA=="}}}"""), Ask(Text), "ContentBlock object at messages.0.content.0 can only set one of the following keys: text, image, toolUse, toolResult, document, video, audio, cachePoint, guardContent, reasoningContent, citationsContent, searchResult, toolAddition, toolRemoval." },
        { "any member", Haiku3, Ask("{}"), Ask(Text), "The ContentBlock object at messages.0.content.0 must set one of the following keys: text, image, toolUse, toolResult, document, video, audio, cachePoint, guardContent, reasoningContent, citationsContent, searchResult, toolAddition, toolRemoval." },
        { "blank text", Haiku3, Ask(Text + """,{"text":"\n "}"""), Ask(Text + """,{"text":"\n."}"""), "The text field in the ContentBlock object at messages.0.content.1 is blank. Add text to the text field, and try again." },
        { "blank system", Haiku3, Ask(Text, ""","system":[{"text":" "}]"""), Ask(Text, ""","system":[{"text":"."}]"""), "The text field in the SystemContentBlock object at system.0 is blank. Add text to the text field, and try again." },
        { "no system", "mistral.mistral-7b-instruct-v0%3A2→mistral.mistral-small-2402-v1%3A0", Ask(Text, ""","system":[{"text":"."}]"""), Ask(Text, ""","system":[{"text":"."}]"""), "This model doesn't support system messages. Try again without a system message or use a model that supports system messages." },

        // Tools.
        { "no tools", "us.deepseek.r1-v1%3A0→" + Haiku3, Ask(Text, Tools), Ask(Text, Tools), "This model doesn't support tool use." },
        { "tools without configuration", Haiku3, Talk("", "user: " + Text, "assistant: " + Call("a"), "user: " + Result("a")), Talk(Tools, "user: " + Text, "assistant: " + Call("a"), "user: " + Result("a")), "The toolConfig field must be defined when using toolUse and toolResult content blocks." },
        { "tool choice", Llama31, Ask(Text, Tools.Replace("]}", "],\"toolChoice\":{\"any\":{}}}", StringComparison.Ordinal)), Ask(Text, Tools.Replace("]}", "],\"toolChoice\":{\"auto\":{}}}", StringComparison.Ordinal)), "This model doesn't support the toolConfig.toolChoice.any field. Remove toolConfig.toolChoice.any and try again." },
        { "tool choice of a tool", Llama31, Ask(Text, Tools.Replace("]}", "],\"toolChoice\":{\"tool\":{\"name\":\"t\"}}}", StringComparison.Ordinal)), Ask(Text, Tools), "This model doesn't support the toolConfig.toolChoice.tool field. Remove toolConfig.toolChoice.tool and try again." },
        { "schema of an object", Haiku3, Ask(Text, Tools.Replace("\"object\"", "\"array\"", StringComparison.Ordinal)), Ask(Text, Tools), "The value at toolConfig.tools.0.toolSpec.inputSchema.json.type must be one of the following: object." },
        { "arguments are an object", Haiku3, Talk(Tools, "user: " + Text, "assistant: " + Call("a").Replace("{}", "[]", StringComparison.Ordinal), "user: " + Result("a")), Talk(Tools, "user: " + Text, "assistant: " + Call("a"), "user: " + Result("a")), "The format of the value at messages.1.content.0.toolUse.input is invalid. Provide a json object for the field and try again." },
        { "more results than calls", Haiku3, Talk(Tools, "user: " + Text, "assistant: " + Call("a"), "user: " + Result("a") + "," + Result("b")), Talk(Tools, "user: " + Text, "assistant: " + Call("a") + "," + Call("b"), "user: " + Result("a") + "," + Result("b")), "The number of toolResult blocks at messages.2.content exceeds the number of toolUse blocks of previous turn." },
        { "missing results", Haiku3, Talk(Tools, "user: " + Text, "assistant: " + Call("a") + "," + Call("b") + "," + Call("c"), "user: " + Result("b")), Talk(Tools, "user: " + Text, "assistant: " + Call("b"), "user: " + Result("b")), "Expected toolResult blocks at messages.2.content for the following Ids: a, c" },
        { "calls twice", Haiku3, Talk(Tools, "user: " + Text, "assistant: " + Call("a") + "," + Call("a"), "user: " + Result("a")), Talk(Tools, "user: " + Text, "assistant: " + Call("a"), "user: " + Result("a")), "The toolUse blocks at messages.1.content contain duplicate Ids: a" },
        { "results twice", Haiku3, Talk(Tools, "user: " + Text, "assistant: " + Call("a") + "," + Call("b"), "user: " + Result("a") + "," + Result("a")), Talk(Tools, "user: " + Text, "assistant: " + Call("a") + "," + Call("b"), "user: " + Result("a") + "," + Result("b")), "The toolResult blocks at messages.2.content contain duplicate Ids: a" },
        { "empty error", Haiku3, Talk(Tools, "user: " + Text, "assistant: " + Call("a"), "user: " + Result("a", "", ",\"status\":\"error\"")), Talk(Tools, "user: " + Text, "assistant: " + Call("a"), "user: " + Result("a", "", ",\"status\":\"success\"")), "The content field at messages.2.content.0.toolResult cannot be empty when status value is error." },

        // Media.
        { "no images", NovaMicro + "→" + NovaLite, Ask(Text + "," + Image("png", Png)), Ask(Text + "," + Image("png", Png)), "This model doesn't support the image content block that you provided. Update the content block and try again." },
        { "no video", Haiku3 + "→" + NovaLite, Ask(Text + "," + Video), Ask(Text + "," + Video), "This model doesn't support the video content block that you provided. Update the content block and try again." },
        { "no video in a result", Sonnet45 + "→" + NovaLite, Talk(Tools, "user: " + Text, "assistant: " + Call("a"), "user: " + Result("a", Video)), Talk(Tools, "user: " + Text, "assistant: " + Call("a"), "user: " + Result("a", Video)), "This model doesn't support the video content block that you provided. Update the content block and try again." },
        { "no documents", NovaMicro + "→" + NovaLite, Ask(Text + "," + Document("d")), Ask(Text + "," + Document("d")), "This model doesn't support the document content block that you provided. Update the content block and try again." },
        { "no S3", Sonnet45 + "→" + NovaLite, Ask(Text + ",{\"image\":{\"format\":\"png\"," + S3 + "}}"), Ask(Text + ",{\"image\":{\"format\":\"png\"," + S3 + "}}"), "This model doesn't support the s3Uri field. Remove s3Uri and try again." },
        { "no document in S3", Sonnet45 + "→" + NovaLite, Ask(Text + ",{\"document\":{\"format\":\"pdf\",\"name\":\"d\"," + S3 + "}}"), Ask(Text + ",{\"document\":{\"format\":\"pdf\",\"name\":\"d\"," + S3 + "}}"), Model + "messages.0.content.1.document.source.type: Field required" },

        // Documents.
        { "document name", Haiku3, Ask(Text + "," + Document("a.txt")), Ask(Text + "," + Document("a_b-(1) [2]")), "The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, and square brackets. The name can't contain more than one consecutive whitespace character. Check that the file name conforms to these restrictions and retry your request." },
        { "two spaces", Haiku3, Ask(Text + "," + Document("a  b")), Ask(Text + "," + Document("a b")), "The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, and square brackets. The name can't contain more than one consecutive whitespace character. Check that the file name conforms to these restrictions and retry your request." },
        { "names twice", Haiku3, Talk("", "user: " + Text + "," + Document("d"), "assistant: " + Text, "user: " + Text + "," + Document("d")), Talk("", "user: " + Text + "," + Document("d"), "assistant: " + Text, "user: " + Text + "," + Document("e")), "Messages can't contain duplicate document names. Rename the document and retry your request." },
        { "six documents", Haiku3, Ask(Text + "," + string.Join(',', "abcdef".Select(name => Document(name.ToString())))), Ask(Text + "," + string.Join(',', "abcde".Select(name => Document(name.ToString())))), "You can't include more than 5 documents in a request. Reduce the number of documents and retry your request." },
        { "document without text", Haiku3, Ask(Document("d")), Ask(Text + "," + Document("d")), "A text block must be included when using documents." },

        // Cache points.
        { "nothing to cache", Sonnet45, Ask(Point + "," + Text), Ask(Text + "," + Point), "There is nothing available to cache." },
        { "five cache points", Sonnet45, Ask(Repeat(Text + "," + Point, 5)), Ask(Repeat(Text + "," + Point, 4)), Model + "A maximum of 4 blocks with cache_control may be provided. Found 5." },
        { "cache point behind a thought", Sonnet45, Talk("", "user: " + Text, "assistant: " + """{"reasoningContent":{"redactedContent":"eA=="}}""" + "," + Point, "user: " + Text), Talk("", "user: " + Text, "assistant: " + Text + "," + Point, "user: " + Text), "Cache point cannot be inserted after reasoning block. Please remove the invalid cache point and try again." },

        // Context.
        { "context", "meta.llama3-8b-instruct-v1%3A0", Ask($$"""{"text":"{{Words(9000)}}"}"""), Ask($$"""{"text":"{{Words(4000)}}"}"""), Model + "This model's maximum context length is 8192 tokens. Please reduce the length of the prompt" },
        { "Nova's context", NovaMicro, Ask($$"""{"text":"{{Words(129_000)}}"}"""), Ask($$"""{"text":"{{Words(60_000)}}"}"""), Model + "Input Tokens Exceeded: Number of input tokens exceeds maximum length. Please update the input to try again." },
        { "output limit", NovaLite, Ask(Text, ""","inferenceConfig":{"maxTokens":10001}"""), Ask(Text, ""","inferenceConfig":{"maxTokens":10000}"""), "The maximum tokens you requested exceeds the model limit of 10000. Try again with a maximum tokens value that is lower than 10000." },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Request_ThatConverseRefuses_IsRefusedAndItsNeighbourAccepted(string rule, string model, string refusedBody, string acceptedBody, string message)
    {
        Assert.NotEmpty(rule);
        string[] models = model.Split('→');
        using EmulatorClient client = shared.NewClient();
        Reply refused = await client.SendAsync($"/model/{models[0]}/converse", refusedBody);
        Reply accepted = await client.SendAsync($"/model/{models[^1]}/converse", acceptedBody);
        Assert.Equal((400, "ValidationException", message), (refused.Status, refused.ErrorType, refused.Status == 200 ? "" : refused.Message));
        Assert.True(accepted.Status == 200, accepted.Text);
    }

    [Fact]
    public async Task Tools_InAStreamOfAModelThatCannot_AreRefusedAndAcceptedWithoutStream()
    {
        using EmulatorClient client = shared.NewClient();
        Assert.Equal("This model doesn't support tool use in streaming mode.", (await client.SendAsync($"/model/{Llama31}/converse-stream", Ask(Text, Tools))).Message);
        Assert.Equal(200, (await client.SendAsync($"/model/{Llama31}/converse", Ask(Text, Tools))).Status);
        Assert.Equal(200, (await client.SendAsync($"/model/{Llama31}/converse-stream", Ask(Text))).Status);
    }

    [Fact]
    public async Task CachePoint_ForAModelThatDoesNotCache_IsDenied()
    {
        using EmulatorClient client = shared.NewClient();
        Reply refused = await client.SendAsync($"/model/{Haiku3}/converse", Ask(Text + "," + Point));
        Assert.Equal((403, "AccessDeniedException"), (refused.Status, refused.ErrorType));
        Assert.Equal("You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information.", refused.Message);
        Assert.Equal(200, (await client.SendAsync($"/model/{Haiku35}/converse", Ask(Text + "," + Point))).Status);
    }

    [Fact]
    public async Task NovaImage_OfAnotherType_IsRefusedWholeAndInsideTheStream()
    {
        const string message = Model + "The detected file MIME type text/plain does not match the expected type image/png. Reformat your input and try again.";
        using EmulatorClient client = shared.NewClient();
        string body = Ask(Text + "," + Image("png", Convert.ToBase64String("no image"u8)));
        Reply whole = await client.SendAsync($"/model/{NovaLite}/converse", body);
        Assert.Equal((400, message), (whole.Status, whole.Message));
        Reply stream = await client.SendAsync($"/model/{NovaLite}/converse-stream", body);
        Frame only = Assert.Single(stream.Frames());
        Assert.Equal((200, "exception", "validationException", message), (stream.Status, only.MessageType, only.Type, only.Payload.GetProperty("message").GetString()));
        Assert.Equal(200, (await client.SendAsync($"/model/{NovaLite}/converse", Ask(Text + "," + Image("png", Png)))).Status);
    }

    [Fact]
    public async Task NovaResult_WithADocumentInS3_IsMalformed()
    {
        using EmulatorClient client = shared.NewClient();
        string Body(string content) => Talk(Tools, "user: " + Text, "assistant: " + Call("a"), "user: " + Result("a", content));
        Reply refused = await client.SendAsync($"/model/{NovaLite}/converse", Body("{\"document\":{\"format\":\"pdf\",\"name\":\"d\"," + S3 + "}}"));
        Assert.Equal((400, Model + "Malformed input request: #/messages/2/content/0: extraneous key [toolResult] is not permitted, please reformat your input and try again."), (refused.Status, refused.Message));
        Assert.Equal(200, (await client.SendAsync($"/model/{NovaLite}/converse", Body(Text))).Status);
    }
}
