using Outcrop.Emulator.Tests.Support;

namespace Outcrop.Emulator.Tests.Personas;

/// <summary>What the service and the models refuse, in AWS's words, each beside the nearest request that is accepted.</summary>
public sealed class ValidationTests
{
    private const string Sonnet45 = "us.anthropic.claude-sonnet-4-5-20250929-v1%3A0";
    private const string Tools = ""","toolConfig":{"tools":[{"toolSpec":{"name":"t","inputSchema":{"json":{"type":"object"}}}}]}""";

    public static TheoryData<string, string, string, int, string> Cases => new()
    {
        // Models.
        { "no-such-model/converse", EmulatorTest.Converse("x"), $"{EmulatorTest.Claude}/converse", 400, "The provided model identifier is invalid." },
        { "us.amazon.nova-micro-v1%3AO/converse", EmulatorTest.Converse("x"), "us.amazon.nova-micro-v1%3A0/converse", 400, "The provided model identifier is invalid." },
        { "arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fnone/converse", EmulatorTest.Converse("x"), "arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fclaudeprof01/converse", 400, "The provided model identifier is invalid." },
        { "anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse", EmulatorTest.Converse("x"), $"{Sonnet45}/converse", 400, "Invocation of model ID anthropic.claude-sonnet-4-5-20250929-v1:0 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model." },
        { "amazon.titan-embed-text-v1/converse", EmulatorTest.Converse("x"), "amazon.titan-text-lite-v1/converse", 400, "This action doesn't support the model that you provided. Try again with a supported text or chat model." },
        { "ai21.j2-mid-v1/converse-stream", EmulatorTest.Converse("x"), "ai21.j2-mid-v1/converse", 400, "The model is unsupported for streaming." },
        { "amazon.titan-text-express-v1/converse", EmulatorTest.Converse("x", """,  "system":[{"text":"Be kind."}]"""), $"{EmulatorTest.Claude}/converse", 400, "This model doesn't support system messages. Try again without a system message or use a model that supports system messages." },
        { "us.meta.llama3-2-3b-instruct-v1%3A0/converse", EmulatorTest.Converse("x", Tools), "us.meta.llama3-1-70b-instruct-v1%3A0/converse", 400, "This model doesn't support tool use." },
        { "end-of-life/converse", EmulatorTest.Converse("x"), $"{EmulatorTest.Claude}/converse", 404, "This model version has reached the end of its life. Please refer to the AWS documentation for more details." },
        { "denied/converse", EmulatorTest.Converse("x"), $"{EmulatorTest.Claude}/converse", 403, "You don't have access to the model with the specified model ID." },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Model_ThatCannot_IsRefusedAndItsNeighbourAccepted(string path, string body, string neighbour, int status, string message)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options =>
        {
            options.EndOfLifeModels.Add("end-of-life");
            options.DeniedModels.Add("denied");
        });
        using var client = new EmulatorClient(emulator);
        Reply refused = await client.SendAsync("/model/" + path, body);
        Reply accepted = await client.SendAsync("/model/" + neighbour, body);
        Assert.Equal((status, message), (refused.Status, refused.Message));
        Assert.EndsWith(":http://internal.amazon.com/coral/com.amazon.bedrock/", refused.Headers["x-amzn-ErrorType"], StringComparison.Ordinal);
        Assert.True(accepted.Status == 200, accepted.Text);
    }

    public static TheoryData<string, string, string, string> Bodies => new()
    {
        // Converse.
        { Sonnet45 + "/converse", EmulatorTest.Converse("x", ""","inferenceConfig":{"temperature":0.5,"topP":0.9}"""), EmulatorTest.Converse("x", ""","inferenceConfig":{"temperature":0.5}"""), "The model returned the following errors: `temperature` and `top_p` cannot both be specified for this model. Please use only one." },
        { EmulatorTest.Claude + "/converse", EmulatorTest.Converse(" "), EmulatorTest.Converse("."), "The text field in the ContentBlock object at messages.0.content.0 is blank. Add text to the text field, and try again." },
        { EmulatorTest.Claude + "/converse", """{"messages":[{"role":"user","content":[]}]}""", EmulatorTest.Converse("x"), "The content field in the Message object at messages.0 is empty. Add a ContentBlock object to the content field and try again." },
        { EmulatorTest.Claude + "/converse", """{"messages":[{"role":"assistant","content":[{"text":"x"}]}]}""", EmulatorTest.Converse("x"), "A conversation must start with a user message. Try again with a conversation that starts with a user message." },
        { EmulatorTest.Claude + "/converse", EmulatorTest.Converse("x", ""","inferenceConfig":{"temperature":1.1}"""), EmulatorTest.Converse("x", ""","inferenceConfig":{"temperature":1}"""), "1 validation error detected: Value '1.1' at 'inferenceConfig.temperature' failed to satisfy constraint: Member must have value less than or equal to 1" },
        { EmulatorTest.Claude + "/converse", EmulatorTest.Converse("x", ""","inferenceConfig":{"maxTokens":0}"""), EmulatorTest.Converse("x", ""","inferenceConfig":{"maxTokens":1}"""), "1 validation error detected: Value '0' at 'inferenceConfig.maxTokens' failed to satisfy constraint: Member must have value greater than or equal to 1" },
        { EmulatorTest.Claude + "/converse", EmulatorTest.Converse("x", ""","inferenceConfig":{"maxTokens":4097}"""), EmulatorTest.Converse("x", ""","inferenceConfig":{"maxTokens":4096}"""), "The maximum tokens you requested exceeds the model limit of 4096. Try again with a maximum tokens value that is lower than 4096." },
        { EmulatorTest.Claude + "/converse", Turns(""), Turns(Tools), "The toolConfig field must be defined when using toolUse and toolResult content blocks." },
        { EmulatorTest.Claude + "/converse", Turns(Tools).Replace("\"toolResult\":{\"toolUseId\":\"a\"", "\"toolResult\":{\"toolUseId\":\"b\"", StringComparison.Ordinal), Turns(Tools), "Expected toolResult blocks at messages.2.content for the following Ids: a" },
        { EmulatorTest.Claude + "/converse", EmulatorTest.Converse("x", Tools.Replace("\"t\"", "\"t t\"", StringComparison.Ordinal)), EmulatorTest.Converse("x", Tools), "1 validation error detected: Value 't t' at 'toolConfig.tools.1.member.toolSpec.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+" },
        { EmulatorTest.Claude + "/converse", """{"messages":[{"role":"user","content":[{"text":5}]}]}""", EmulatorTest.Converse("5"), "NUMBER_VALUE can not be converted to a String" },
        { EmulatorTest.Claude + "/converse", "[1", EmulatorTest.Converse("x"), "The request body is not valid for this operation." },

        // Anthropic.
        { EmulatorTest.Claude + "/invoke", """{"max_tokens":5,"messages":[{"role":"user","content":"x"}]}""", EmulatorTest.Messages("x"), "Malformed input request: #: subject must not be valid against schema {\"required\":[\"messages\"]}#: required key [anthropic_version] not found, please reformat your input and try again." },
        { EmulatorTest.Claude + "/invoke", """{"anthropic_version":"bedrock-2023-05-31","messages":[{"role":"user","content":"x"}]}""", EmulatorTest.Messages("x"), "Malformed input request: #: subject must not be valid against schema {\"required\":[\"messages\"]}#: required key [max_tokens] not found, please reformat your input and try again." },
        { EmulatorTest.Claude + "/invoke", EmulatorTest.Messages("x", ""","stream":true"""), EmulatorTest.Messages("x", ""","top_k":5"""), "Malformed input request: #: subject must not be valid against schema {\"required\":[\"messages\"]}#: extraneous key [stream] is not permitted, please reformat your input and try again." },
        { EmulatorTest.Claude + "/invoke", EmulatorTest.Messages("  "), EmulatorTest.Messages("x"), "messages: text content blocks must contain non-whitespace text" },
        { EmulatorTest.Claude + "/invoke", EmulatorTest.Messages("", maxTokens: 9), EmulatorTest.Messages("x"), "messages: text content blocks must be non-empty" },
        { EmulatorTest.Claude + "/invoke", EmulatorTest.Messages("x", maxTokens: 4097), EmulatorTest.Messages("x", maxTokens: 4096), "max_tokens: 4097 > 4096, which is the maximum allowed number of output tokens for claude-3-haiku-20240307" },
        { Sonnet45 + "/invoke", EmulatorTest.Messages("x", ""","temperature":0.5,"top_p":0.9"""), EmulatorTest.Messages("x", ""","top_p":0.9"""), "`temperature` and `top_p` cannot both be specified for this model. Please use only one." },
        { EmulatorTest.Claude + "/invoke", "{", EmulatorTest.Messages("x"), "Malformed input request, please reformat your input and try again." },

        // The others.
        { "amazon.titan-text-express-v1/invoke", """{"inputText":"x","textGenerationConfig":{"maxTokens":5}}""", """{"inputText":"x","textGenerationConfig":{"maxTokenCount":5}}""", "Malformed input request: #/textGenerationConfig: extraneous key [maxTokens] is not permitted, please reformat your input and try again." },
        { "meta.llama3-8b-instruct-v1%3A0/invoke", """{"prompt":"x","max_tokens":5}""", """{"prompt":"x","max_gen_len":5}""", "Malformed input request: #: extraneous key [max_tokens] is not permitted, please reformat your input and try again." },
        { "cohere.command-text-v14/invoke", """{"max_tokens":5}""", """{"prompt":"x","max_tokens":5}""", "Malformed input request: #: required key [prompt] not found, please reformat your input and try again." },
        { "ai21.j2-mid-v1/invoke", """{"prompt":5}""", """{"prompt":"5"}""", "Malformed input request: #/prompt: expected type: String, found: Integer, please reformat your input and try again." },
        { "cohere.embed-english-v3/invoke", """{"texts":["x"],"input_type":"search_query","max_tokens":5}""", """{"texts":["x"],"input_type":"search_query"}""", "Malformed input request: #: extraneous key [max_tokens] is not permitted, please reformat your input and try again." },
        { "amazon.nova-micro-v1%3A0/invoke", """{"messages":[{"role":"user","content":[{"inputText":"x","text":"x"}]}]}""", """{"messages":[{"role":"user","content":[{"text":"x"}]}]}""", "Malformed input request: #/messages/0/content/0: extraneous key [inputText] is not permitted, please reformat your input and try again." },
        { "amazon.nova-micro-v1%3A0/invoke", """{"messages":[{"role":"user","content":[{"inputText":"x"}]}]}""", """{"messages":[{"role":"user","content":[{"text":"x"}]}]}""", "Malformed input request: #/messages/0/content/0: required key [toolUse] not found, please reformat your input and try again." },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_ThatAwsRefuses_IsRefusedAndItsNeighbourAccepted(string path, string refusedBody, string acceptedBody, string message)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Reply refused = await client.SendAsync("/model/" + path, refusedBody);
        Reply accepted = await client.SendAsync("/model/" + path, acceptedBody);
        Assert.Equal((400, message), (refused.Status, refused.Message));
        Assert.True(accepted.Status == 200, accepted.Text);
    }

    [Fact]
    public async Task Claude_MoreThanNineMillionBytesOfText_IsRefusedWithTheirNumber()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        string text = new('x', 9_000_001);
        Assert.Equal("too many total text bytes: 9000001 > 9000000", (await client.SendAsync($"/model/{EmulatorTest.Claude}/invoke", EmulatorTest.Messages(text))).Message);
        Assert.Equal("The model returned the following errors: too many total text bytes: 9000001 > 9000000", (await client.SendAsync($"/model/{EmulatorTest.Claude}/converse", EmulatorTest.Converse(text))).Message);

        // One byte fewer is few enough bytes, and still too many tokens.
        Assert.Equal("The model returned the following errors: Input is too long for requested model.", (await client.SendAsync($"/model/{EmulatorTest.Claude}/converse", EmulatorTest.Converse(text[1..]))).Message);
    }

    private static string Turns(string more) =>
        """{"messages":[{"role":"user","content":[{"text":"x"}]},{"role":"assistant","content":[{"toolUse":{"toolUseId":"a","name":"t","input":{}}}]},"""
        + """{"role":"user","content":[{"toolResult":{"toolUseId":"a","content":[{"text":"r"}]}}]}]""" + more + "}";
}
