using Microsoft.AspNetCore.Http;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Rules;
using Outcrop.Bedrock.Rules.Learning;
using Outcrop.Bedrock.Tests.Transport;

namespace Outcrop.Bedrock.Tests.Rules;

/// <summary>A refusal that names a parameter teaches: once left out, remembered, reported; never where the meaning would change, never after content. Acceptance rows 10, 11, 12, 27.</summary>
public sealed class LearningTests
{
    /// <summary>The model's words, the request, the part that is left out or changed, and what the body no longer holds.</summary>
    public static TheoryData<string, string, string, string> Refusals => new()
    {
        { "The model returned the following errors: `temperature` and `top_p` cannot both be specified for this model. Please use only one.", """{"inferenceConfig":{"temperature":0.5,"topP":0.9}""", "-inferenceConfig.topP", "topP" },
        { "The model returned the following errors: `temperature` is deprecated for this model.", """{"inferenceConfig":{"temperature":0.5}""", "-inferenceConfig.temperature", "temperature" },
        { "The model returned the following errors: \"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" and \"output_config.effort\" to control thinking behavior.", """{"additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":2000}}""", "~additionalModelRequestFields.thinking", "budget_tokens" },
        { "Malformed input request: #: extraneous key [seed] is not permitted, please reformat your input and try again.", """{"additionalModelRequestFields":{"seed":1}""", "-additionalModelRequestFields.seed", "seed" },
        { "Malformed input request: #/inferenceConfig: extraneous key [topK] is not permitted, please reformat your input and try again.", """{"additionalModelRequestFields":{"inferenceConfig":{"topK":1}}""", "-additionalModelRequestFields.inferenceConfig.topK", "topK" },
        { "The model returned the following errors: context_management: Extra inputs are not permitted", """{"additionalModelRequestFields":{"context_management":{},"x":1}""", "-additionalModelRequestFields.context_management", "context_management" },
        { """{"detail":[{"type":"extra_forbidden","loc":["body","ChatCompletionRequest","seed"],"msg":"Extra inputs are not permitted","input":42}]}""", """{"additionalModelRequestFields":{"seed":42}""", "-additionalModelRequestFields.seed", "seed" },
        { "This model doesn't support the stopSequences field. Remove stopSequences and try again.", """{"inferenceConfig":{"stopSequences":["x"]}""", "-inferenceConfig.stopSequences", "stopSequences" },
        { "This model does not support assistant message prefill. The conversation must end with a user message.", """{"prefill":true""", "-messages[1]", "begun" },
        { "The maximum tokens you requested exceeds the model limit of 8192. Try again with a maximum tokens value that is lower than 8192.", """{"inferenceConfig":{"maxTokens":99999}""", "~inferenceConfig.maxTokens", "99999" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Row10And11_RefusalThatNamesAParameter_TeachesOnce(string message, string members, string report, string gone)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, number) => number == 1 ? RuleServer.Refuse(context, message) : TransportFixture.Json(context, RuleServer.Answer));
        using BedrockClient client = RuleServer.Client(server);
        for (int call = 0; call < 2; call++)
        {
            ConverseResponse response = await client.ConverseAsync(Request(members), TestContext.Current.CancellationToken);
            Assert.Equal("ok", response.Text);
            Assert.Contains(report, response.Dropped.Select(one => "-" + one.Name).Concat(response.Adjusted.Select(one => "~" + one.Name)));
            Assert.All(response.Dropped, one => Assert.StartsWith("the model refused it: ", one.Reason));
        }

        // One refusal, one repetition, and the second call at its first attempt.
        Assert.Equal(3, server.Requests.Count);
        Assert.Contains(gone, RuleServer.Body(server.Requests[0]));
        Assert.DoesNotContain(gone, RuleServer.Body(server.Requests[1]));
        Assert.Equal(RuleServer.Body(server.Requests[1]), RuleServer.Body(server.Requests[2]));
    }

    [Theory]
    [InlineData("The model returned the following errors: messages.2.content.2.document.source.type: Field required")]
    [InlineData("The model returned the following errors: Malformed input request: #/messages/0/content/0: extraneous key [temperature] is not permitted, please reformat your input and try again.")]
    [InlineData("The model returned the following errors: tools: Extra inputs are not permitted")]
    [InlineData("This model doesn't support tool use.")]
    [InlineData("This model doesn't support the guardrailConfig field. Remove guardrailConfig and try again.")]
    [InlineData("The model returned the following errors: other_field: Extra inputs are not permitted")]
    [InlineData("`temperature` and `top_p` cannot both be specified for this model.")]
    public async Task Refusal_ThatTeachesNothingHere_IsTheAnswer(string message)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => RuleServer.Refuse(context, message));
        using BedrockClient client = RuleServer.Client(server);
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() =>
            client.ConverseAsync(Request("""{"inferenceConfig":{"temperature":0.5},"additionalModelRequestFields":{"tools":[],"seed":1}"""), TestContext.Current.CancellationToken));
        Assert.Equal(message, fault.Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Refusal_OfEveryAttempt_EndsWithTheModelsWords()
    {
        string[] names = ["a", "b", "c", "d", "e"];
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, number) => RuleServer.Refuse(context, $"#: extraneous key [{names[number - 1]}] is not permitted"));
        using BedrockClient client = RuleServer.Client(server);
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() =>
            client.ConverseAsync(Request("""{"additionalModelRequestFields":{"a":1,"b":1,"c":1,"d":1,"e":1}"""), TestContext.Current.CancellationToken));
        Assert.Contains("[d]", fault.Message);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task ExceptionFrame_BeforeContent_Teaches()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, number) => number == 1
            ? RuleServer.Stream(context, ("messageStart", """{"role":"assistant"}"""), ("validationException", "`temperature` is deprecated for this model."))
            : RuleServer.Stream(context, ("messageStart", """{"role":"assistant"}"""), ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"ok"}}"""), ("messageStop", """{"stopReason":"end_turn"}""")));
        using BedrockClient client = RuleServer.Client(server);
        List<ConverseStreamEvent> events = await client.ConverseStreamAsync(Request("""{"inferenceConfig":{"temperature":0.5}"""), TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        MessageStartEvent start = Assert.IsType<MessageStartEvent>(events[0]);
        Assert.Equal("inferenceConfig.temperature", Assert.Single(start.Dropped).Name);
        Assert.Single(events.OfType<MessageStartEvent>());
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task ExceptionFrame_AfterContent_TeachesNothing()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) =>
            RuleServer.Stream(context, ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"o"}}"""), ("validationException", "`temperature` is deprecated for this model.")));
        using BedrockClient client = RuleServer.Client(server);
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(async () =>
            await client.ConverseStreamAsync(Request("""{"inferenceConfig":{"temperature":0.5}"""), TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        Assert.True(fault.IsMidStream);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Refusal_WhereLearningIsOff_IsTheAnswer(bool strict, bool learn)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => RuleServer.Refuse(context, "`temperature` is deprecated for this model."));
        using BedrockClient client = RuleServer.Client(server, change: options =>
        {
            options.StrictParameters = strict;
            options.LearnFromRefusals = learn;
        });
        await Assert.ThrowsAsync<BedrockException>(() => client.ConverseAsync(Request("""{"inferenceConfig":{"temperature":0.5}"""), TestContext.Current.CancellationToken));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task StrictParameters_RequestThatWouldLoseParts_NamesEachAndSendsNothing()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => TransportFixture.Json(context, RuleServer.Answer));
        using BedrockClient client = RuleServer.Client(server, RuleFixture.Catalog(""" "rules":{"sampling":false}"""), options => options.StrictParameters = true);
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() =>
            client.ConverseAsync(Request("""{"inferenceConfig":{"temperature":0.5,"topP":0.2}"""), TestContext.Current.CancellationToken));
        Assert.Equal(BedrockErrorKind.Validation, fault.Kind);
        Assert.Contains("inferenceConfig.temperature (the model no longer takes sampling parameters); inferenceConfig.topP (", fault.Message);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Row27_ModelThatDoesNotStreamWithTools_TeachesToAskForTheWholeAnswer()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, number) => number == 1
            ? RuleServer.Refuse(context, "This model doesn't support tool use in streaming mode.")
            : TransportFixture.Json(context, RuleServer.Answer));
        using BedrockClient client = RuleServer.Client(server);
        ConverseRequest request = Request("""{"toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{}}}}]}""");
        List<ConverseStreamEvent> events = await client.ConverseStreamAsync(request, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        Assert.True(Assert.IsType<MessageStartEvent>(events[0]).IsSynthesized);
        Assert.Single(events.OfType<MessageStopEvent>());
        Assert.EndsWith("/converse-stream", server.Requests[0].RawTarget);
        Assert.EndsWith("/converse", server.Requests[1].RawTarget);
    }

    [Fact]
    public void RefusalTable_RecordedRefusals_TeachNothingThatWouldChangeTheMeaning()
    {
        string path = Testing.SharedFolder.Require("recordings", "ERRORS.tsv");
        ConverseRequest request = Request("""{"inferenceConfig":{"temperature":0.5,"topP":0.5},"toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{}}}}]}""");
        foreach (string line in File.ReadLines(path).Skip(1))
        {
            var fault = new BedrockException(BedrockErrorKind.Validation, line.Split('\t')[4]) { StatusCode = 400 };
            Assert.Empty(RefusalTable.Default.Read(fault, request));
        }
    }

    private static ConverseRequest Request(string members)
    {
        bool prefill = members.Contains("prefill", StringComparison.Ordinal);
        string messages = """ "messages":[{"role":"user","content":[{"text":"hi"}]}""" + (prefill ? """,{"role":"assistant","content":[{"text":"begun"}]}]""" : "]");
        return RuleFixture.Read((prefill ? "{" : members + ",") + messages + "}");
    }
}
