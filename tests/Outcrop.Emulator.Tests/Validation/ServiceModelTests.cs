using Outcrop.Emulator.Tests.Support;
using static Outcrop.Emulator.Tests.Validation.RuleCase;

namespace Outcrop.Emulator.Tests.Validation;

/// <summary>What the service model demands: each kind of constraint beside the nearest request that satisfies it.</summary>
public sealed class ServiceModelTests(SharedEmulator shared) : IClassFixture<SharedEmulator>
{
    private const string Text = """{"text":"x"}""";

    public static TheoryData<string, string, string, string> Cases => new()
    {
        // Required.
        { "required", """{"messages":[{"content":[{"text":"x"}]}]}""", Ask(Text), "1 validation error detected: Value null at 'messages.1.member.role' failed to satisfy constraint: Member must not be null" },
        { "required, null is none", Ask(Text, ""","toolConfig":{"tools":null}"""), Ask(Text, ""","toolConfig":null"""), "1 validation error detected: Value null at 'toolConfig.tools' failed to satisfy constraint: Member must not be null" },

        // Lengths, patterns, words, ranges.
        { "least count", Ask(Text, ""","toolConfig":{"tools":[]}"""), Ask(Text, Tools), "1 validation error detected: Value at 'toolConfig.tools' failed to satisfy constraint: Member must have length greater than or equal to 1" },
        { "pattern", Ask(Text, Tools.Replace("\"t\"", "\"t t\"", StringComparison.Ordinal)), Ask(Text, Tools.Replace("\"t\"", "\"t-t_1\"", StringComparison.Ordinal)), "1 validation error detected: Value 't t' at 'toolConfig.tools.1.member.toolSpec.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+" },
        { "most letters", Ask(Text, Tools.Replace("\"t\"", $"\"{new string('t', 65)}\"", StringComparison.Ordinal)), Ask(Text, Tools.Replace("\"t\"", $"\"{new string('t', 64)}\"", StringComparison.Ordinal)), $"1 validation error detected: Value '{new string('t', 65)}' at 'toolConfig.tools.1.member.toolSpec.name' failed to satisfy constraint: Member must have length less than or equal to 64" },
        { "pattern before length, several at once", Ask(Text, Tools.Replace("\"t\"", "\"\",\"description\":\"\"", StringComparison.Ordinal)), Ask(Text, Tools.Replace("\"t\"", "\"t\",\"description\":\"d\"", StringComparison.Ordinal)), "3 validation errors detected: Value '' at 'toolConfig.tools.1.member.toolSpec.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+; Value '' at 'toolConfig.tools.1.member.toolSpec.name' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '' at 'toolConfig.tools.1.member.toolSpec.description' failed to satisfy constraint: Member must have length greater than or equal to 1" },
        { "words", Ask(Text).Replace("\"user\"", "\"human\"", StringComparison.Ordinal), Ask(Text), "1 validation error detected: Value 'human' at 'messages.1.member.role' failed to satisfy constraint: Member must satisfy enum value set: [user, assistant, system]" },
        { "image formats", Ask(Text + "," + Image("jpg", Jpeg)), Ask(Text + "," + Image("jpeg", Jpeg)), "1 validation error detected: Value 'jpg' at 'messages.1.member.content.2.member.image.format' failed to satisfy constraint: Member must satisfy enum value set: [png, jpeg, gif, webp]" },
        { "greatest value", Ask(Text, ""","inferenceConfig":{"temperature":1.1}"""), Ask(Text, ""","inferenceConfig":{"temperature":1.0}"""), "1 validation error detected: Value '1.1' at 'inferenceConfig.temperature' failed to satisfy constraint: Member must have value less than or equal to 1" },
        { "least value", Ask(Text, ""","inferenceConfig":{"maxTokens":0,"topP":-0.5}"""), Ask(Text, ""","inferenceConfig":{"maxTokens":1,"topP":0}"""), "2 validation errors detected: Value '0' at 'inferenceConfig.maxTokens' failed to satisfy constraint: Member must have value greater than or equal to 1; Value '-0.5' at 'inferenceConfig.topP' failed to satisfy constraint: Member must have value greater than or equal to 0" },
        { "elements", Ask(Text, ""","inferenceConfig":{"stopSequences":["",""]}"""), Ask(Text, ""","inferenceConfig":{"stopSequences":["a"," "]}"""), "1 validation error detected: Value '[, ]' at 'inferenceConfig.stopSequences' failed to satisfy constraint: Member must satisfy constraint: [Member must have length greater than or equal to 1]" },
        { "sensitive map", Ask(Text, $$""","requestMetadata":{"k":"{{new string('v', 257)}}"}"""), Ask(Text, $$""","requestMetadata":{"k":"{{new string('v', 256)}}"}"""), @"1 validation error detected: Value at 'requestMetadata' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 256, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: [a-zA-Z0-9\s:_@$#=/+,-.]{0,256}]" },
        { "document name's length", Ask(Text + "," + Document(new string('d', 201))), Ask(Text + "," + Document(new string('d', 200))), $"1 validation error detected: Value '{new string('d', 201)}' at 'messages.1.member.content.2.member.document.name' failed to satisfy constraint: Member must have length less than or equal to 200" },

        // Unions.
        { "union, none", Ask(Text, ""","toolConfig":{"tools":[""" + Tool + """],"toolChoice":{"none":{}}}"""), Ask(Text, ""","toolConfig":{"tools":[""" + Tool + """],"toolChoice":{"auto":{}}}"""), "The ToolChoice object at toolConfig.toolChoice must set one of the following keys: auto, any, tool." },
        { "union, two", Ask(Text, ""","system":[{"text":"x","cachePoint":{"type":"default"}}]"""), Ask(Text, ""","system":[{"text":"x"}]"""), "SystemContentBlock object at system.0 can only set one of the following keys: text, guardContent, cachePoint." },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Request_AgainstTheModel_IsRefusedAndItsNeighbourAccepted(string constraint, string refusedBody, string acceptedBody, string message)
    {
        Assert.NotEmpty(constraint);
        using EmulatorClient client = shared.NewClient();
        Reply refused = await client.SendAsync($"/model/{Haiku3}/converse", refusedBody);
        Reply accepted = await client.SendAsync($"/model/{Haiku3}/converse", acceptedBody);
        Assert.Equal((400, "ValidationException", message), (refused.Status, refused.ErrorType, refused.Status == 200 ? "" : refused.Message));
        Assert.True(accepted.Status == 200, accepted.Text);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":5}]}]}""", "NUMBER_VALUE can not be converted to a String")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":true}]}]}""", "TRUE_VALUE can not be converted to a String")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":{}}]}]}""", "Start of structure or map found where not expected.")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":[]}]}]}""", "Start of list found where not expected")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}]}""", "Expected list or null")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":"x"}]}],"inferenceConfig":{"maxTokens":"5"}}""", "STRING_VALUE can not be converted to an Integer")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":"x"}]}],"inferenceConfig":{"temperature":"0"}}""", "STRING_VALUE can not be converted to a Float")]
    [InlineData("""{"messages":[{"role":"user","content":[{"image":{"format":"png","source":{"bytes":"%"}}}]}]}""", "Invalid base64 value")]
    public async Task Value_OfAnotherType_IsASerializationError(string body, string message)
    {
        using EmulatorClient client = shared.NewClient();
        Reply refused = await client.SendAsync($"/model/{Haiku3}/converse", body);
        Assert.Equal((400, "SerializationException", message), (refused.Status, refused.ErrorType, refused.Message));
        Assert.EndsWith("com.amazon.coral.service/", refused.Headers["x-amzn-ErrorType"], StringComparison.Ordinal);
        Assert.Equal(200, (await client.SendAsync($"/model/{Haiku3}/converse", Ask(Text))).Status);
    }

    [Theory]
    [InlineData("X-Amzn-Bedrock-Trace", "enabled", "ENABLED", "1 validation error detected: Value 'enabled' at 'trace' failed to satisfy constraint: Member must satisfy enum value set: [ENABLED, DISABLED, ENABLED_FULL]")]
    [InlineData("X-Amzn-Bedrock-Service-Tier", "fast", "flex", "1 validation error detected: Value 'fast' at 'serviceTier' failed to satisfy constraint: Member must satisfy enum value set: [priority, default, flex, reserved]")]
    public async Task Header_AgainstTheModel_IsRefusedAndItsNeighbourAccepted(string name, string wrong, string right, string message)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options => options.VerifySignatures = false);
        using var client = new EmulatorClient(emulator) { Signer = null };
        Task<Reply> Send(string value) => client.SendAsync($"/model/{Haiku3}/invoke", EmulatorTest.Messages("x"), change: request => request.Headers.Add(name, value));
        Reply refused = await Send(wrong);
        Assert.Equal((400, message), (refused.Status, refused.Message));
        Assert.Equal(200, (await Send(right)).Status);
    }

    [Fact]
    public async Task UnknownMembers_AreLetThrough()
    {
        using EmulatorClient client = shared.NewClient();
        string body = Ask("""{"text":"x"}""", ""","modelId":"m","inferenceConfig":{"seed":1}""");
        Assert.Equal(200, (await client.SendAsync($"/model/{Haiku3}/converse", body)).Status);
    }

    [Fact]
    public async Task Constraints_AreCheckedBeforeTheModelIsLookedFor()
    {
        using EmulatorClient client = shared.NewClient();
        Assert.StartsWith("1 validation error", (await client.SendAsync("/model/none/converse", Ask(Text, ""","inferenceConfig":{"maxTokens":0}"""))).Message, StringComparison.Ordinal);
        Assert.Equal("The provided model identifier is invalid.", (await client.SendAsync("/model/none/converse", Ask(Text))).Message);
        Assert.Equal(200, (await client.SendAsync($"/model/{Haiku3}/converse", Ask(Text))).Status);
    }

    [Fact]
    public async Task CountTokens_WithTwoInputs_IsRefusedAndWithOneAccepted()
    {
        const string converse = "\"converse\":{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]}]}";
        using EmulatorClient client = shared.NewClient();
        Reply refused = await client.SendAsync($"/model/{Haiku3}/count-tokens", "{\"input\":{" + converse + ",\"invokeModel\":{\"body\":\"e30=\"}}}");
        Assert.Equal((400, "CountTokensInput object at input can only set one of the following keys: invokeModel, converse."), (refused.Status, refused.Message));
        Assert.Equal("1 validation error detected: Value null at 'input' failed to satisfy constraint: Member must not be null", (await client.SendAsync($"/model/{Haiku3}/count-tokens", "{}")).Message);
        Assert.Equal(200, (await client.SendAsync($"/model/{Haiku3}/count-tokens", "{\"input\":{" + converse + "}}")).Status);
    }

    [Theory]
    [InlineData("POST", "/guardrail/ABC/version/1/apply", "/guardrail/abc/version/1/apply", """{"source":"INPUT","content":[{"text":{"text":"x"}}]}""", "1 validation error detected: Value 'ABC' at 'guardrailIdentifier' failed to satisfy constraint: Member must satisfy regular expression pattern: (|([a-z0-9]+)|(arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:guardrail/[a-z0-9]+))")]
    [InlineData("POST", "/guardrail/abc/version/0/apply", "/guardrail/abc/version/1/apply", """{"source":"INPUT","content":[{"text":{"text":"x"}}]}""", "1 validation error detected: Value '0' at 'guardrailVersion' failed to satisfy constraint: Member must satisfy regular expression pattern: (|([1-9][0-9]{0,7})|(DRAFT))")]
    [InlineData("GET", "/async-invoke/none", "/async-invoke", "", @"1 validation error detected: Value 'none' at 'invocationArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:async-invoke/[a-z0-9]{12}")]
    [InlineData("GET", "/async-invoke?maxResults=0&statusEquals=Done&sortOrder=Up", "/async-invoke?maxResults=1&statusEquals=Failed&sortOrder=Ascending", "", "3 validation errors detected: Value 'Done' at 'statusEquals' failed to satisfy constraint: Member must satisfy enum value set: [InProgress, Completed, Failed]; Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1; Value 'Up' at 'sortOrder' failed to satisfy constraint: Member must satisfy enum value set: [Ascending, Descending]")]
    public async Task PathAndQuery_AgainstTheModel_AreRefusedAndTheirNeighbourAccepted(string method, string wrong, string right, string body, string message)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options => (options.AcceptUnknownGuardrails, options.VerifySignatures) = (true, false));
        using var client = new EmulatorClient(emulator) { Signer = null };
        Reply refused = await client.SendAsync(wrong, body, new HttpMethod(method));
        Reply accepted = await client.SendAsync(right, body, new HttpMethod(method));
        Assert.Equal((400, "ValidationException", message), (refused.Status, refused.ErrorType, refused.Status == 200 ? "" : refused.Message));
        Assert.True(accepted.Status == 200, accepted.Text);
    }

    [Theory]
    [InlineData("/guardrail/abc/version/1/apply", """{"source":"BOTH"}""", """{"source":"OUTPUT","content":[]}""", "2 validation errors detected: Value 'BOTH' at 'source' failed to satisfy constraint: Member must satisfy enum value set: [INPUT, OUTPUT]; Value null at 'content' failed to satisfy constraint: Member must not be null")]
    [InlineData("/guardrail/abc/version/1/apply", """{"source":"INPUT","content":[{}]}""", """{"source":"INPUT","content":[{"text":{"text":"x"}}]}""", "The GuardrailContentBlock object at content.0 must set one of the following keys: text, image.")]
    [InlineData("/guardrail-checks/invoke", """{"messages":[],"checks":{}}""", """{"messages":[{"role":"user","content":[{"text":"x"}]}],"checks":{}}""", "1 validation error detected: Value at 'messages' failed to satisfy constraint: Member must have length greater than or equal to 1")]
    [InlineData("/async-invoke", """{"modelId":"a b","modelInput":{},"outputDataConfig":{"s3OutputDataConfig":{"s3Uri":"s3://bucket"}}}""", """{"modelId":"amazon.nova-reel-v1:0","modelInput":{},"outputDataConfig":{"s3OutputDataConfig":{"s3Uri":"s3://bucket"}}}""", @"1 validation error detected: Value 'a b' at 'modelId' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z_\.\-/0-9:]+")]
    public async Task Body_OfTheOtherOperations_IsRefusedAndItsNeighbourAccepted(string path, string wrong, string right, string message)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options => options.AcceptUnknownGuardrails = true);
        using var client = new EmulatorClient(emulator);
        Reply refused = await client.SendAsync(path, wrong);
        Reply accepted = await client.SendAsync(path, right);
        Assert.Equal((400, message), (refused.Status, refused.Status == 200 ? "" : refused.Message));
        Assert.True(accepted.Status == 200, accepted.Text);
    }

    [Fact]
    public async Task ModelId_InThePath_IsHeldAgainstItsPattern()
    {
        using EmulatorClient client = shared.NewClient();
        Reply refused = await client.SendAsync("/model/claude%20haiku/converse", Ask(Text));
        Assert.Equal((400, "ValidationException"), (refused.Status, refused.ErrorType));
        Assert.StartsWith("1 validation error detected: Value 'claude haiku' at 'modelId' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:aws", refused.Message, StringComparison.Ordinal);
        Assert.Equal("1 validation error detected: Value '" + new string('m', 257) + "' at 'modelId' failed to satisfy constraint: Member must have length less than or equal to 256", (await client.SendAsync($"/model/{new string('m', 257)}/count-tokens", "{\"input\":{\"converse\":{\"messages\":[]}}}")).Message);
        Assert.Equal(200, (await client.SendAsync($"/model/{Haiku3}/converse", Ask(Text))).Status);
    }
}
