using System.Buffers;
using System.Text;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Explain;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Tests.Converse;
using Outcrop.Bedrock.Tests.Explain;

namespace Outcrop.Bedrock.Tests.Rules;

/// <summary>One tool at a time: said to every model that can be told, in its own words, and named where none can.</summary>
public sealed class ParallelToolTests
{
    private const string Claude = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

    public static TheoryData<string, BedrockApi, string?, string, string> Bodies => new()
    {
        // Without a choice the tag must be there (litellm#34347); with one it must not (litellm#36536).
        { Claude, BedrockApi.Converse, null, """ "additionalModelRequestFields":{"tool_choice":{"type":"auto","disable_parallel_tool_use":true}}""", "" },
        { Claude, BedrockApi.Converse, "auto", """ "additionalModelRequestFields":{"tool_choice":{"disable_parallel_tool_use":true}}""", "" },
        { Claude, BedrockApi.Converse, "add", """ "additionalModelRequestFields":{"tool_choice":{"disable_parallel_tool_use":true}}""", "" },
        { Claude, BedrockApi.InvokeModel, null, """ "tool_choice":{"type":"auto","disable_parallel_tool_use":true}""", "" },
        { Claude, BedrockApi.InvokeModel, "any", """ "tool_choice":{"type":"any","disable_parallel_tool_use":true}""", "" },
        { "openai.gpt-oss-120b-1:0", BedrockApi.InvokeModel, null, """ "parallel_tool_calls":false""", "" },
        { "mistral.mistral-large-2407-v1:0", BedrockApi.InvokeModel, "any", """ "parallel_tool_calls":false""", "" },
        { "openai.gpt-oss-120b-1:0", BedrockApi.OpenAIChat, null, """ "parallel_tool_calls":false""", "" },
        { "openai.gpt-oss-120b-1:0", BedrockApi.OpenAIResponses, null, """ "parallel_tool_calls":false""", "" },
        { "openai.gpt-oss-120b-1:0", BedrockApi.Converse, null, "", "toolConfig.disableParallelToolUse" },
        { "amazon.nova-pro-v1:0", BedrockApi.Converse, null, "", "toolConfig.disableParallelToolUse" },
        { "amazon.nova-pro-v1:0", BedrockApi.InvokeModel, null, "", "toolConfig.disableParallelToolUse" },
        { "cohere.command-r-v1:0", BedrockApi.InvokeModel, null, "", "toolConfig.disableParallelToolUse" },
        { "ai21.jamba-1-5-large-v1:0", BedrockApi.InvokeModel, null, "", "toolConfig.disableParallelToolUse" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task OneToolAtATime_IsSaidWhereTheModelCanBeTold(string model, BedrockApi api, string? choice, string member, string dropped)
    {
        using BedrockClient client = ExplainHost.Client();

        ExplainedRequest sent = await client.ExplainAsync(Ask(model, choice), api, cancellationToken: TestContext.Current.CancellationToken);

        string body = Encoding.UTF8.GetString(sent.Body.Span);
        string names = string.Join(", ", sent.Dispositions.Where(static one => one.Kind == DispositionKind.Dropped).Select(static one => one.Name));
        Assert.Equal(dropped, names);
        if (member.Length > 0)
        {
            Assert.Contains(member.Trim(), body, StringComparison.Ordinal);
        }
        else
        {
            Assert.DoesNotContain("arallel", body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("anthropic.claude-sonnet-4-5-20250929-v1:0", """{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":"a"}],"tools":[{"name":"n","input_schema":{"type":"object"}}],"tool_choice":{"type":"none","disable_parallel_tool_use":false}}""")]
    [InlineData("qwen.qwen3-32b-v1:0", """{"messages":[{"role":"user","content":"a"}],"tools":[{"type":"function","function":{"name":"n"}}],"parallel_tool_calls":true}""")]
    [InlineData("ai21.jamba-1-5-large-v1:0", """{"messages":[{"role":"user","content":"a"}],"tools":[{"type":"function","function":{"name":"n"}}],"parallel_tool_calls":false}""")]
    [InlineData("unknown-model", """{"messages":[{"role":"user","content":"a"}],"tools":[{"type":"function","function":{"name":"n"}}],"parallel_tool_calls":false}""")]
    public void OwnBody_ReadAndWrittenAgain_KeepsTheSwitch(string modelId, string json)
    {
        ModelId id = ModelId.Parse(modelId);
        ModelFamily family = ModelFamilies.Find(id);
        ConverseRequest request = family.ReadRequest(Encoding.UTF8.GetBytes(json), modelId);
        var dropped = new List<DroppedParameter>();
        var again = new ArrayBufferWriter<byte>();
        family.WriteRequest(request, id, stream: false, again, dropped);

        Assert.NotNull(request.ToolConfig!.DisableParallelToolUse);
        Assert.Empty(dropped);
        JsonAssert.Equal(json, again.WrittenSpan.ToArray());
    }

    [Fact]
    public void Refusal_OfTheSwitchAlone_IsLearnt()
    {
        ConverseRequest request = Ask(Claude, "any");
        request.AdditionalModelRequestFields = RawJson.Parse("""{"tool_choice":{"disable_parallel_tool_use":true}}""");

        Assert.Equal("additionalModelRequestFields.tool_choice.disable_parallel_tool_use", Bedrock.Rules.Parameters.Find(request, "tool_choice.disable_parallel_tool_use"));
        Assert.Null(Bedrock.Rules.Parameters.Find(request, "tool_choice"));
    }

    private static ConverseRequest Ask(string model, string? choice) => new()
    {
        ModelId = model,
        Messages = { new Message(ConversationRole.User, "hi") },
        ToolConfig = new ToolConfiguration([new ToolSpecification("add", "Adds.", RawJson.Parse("""{"type":"object","properties":{}}"""))], choice switch
        {
            null => null,
            "auto" => ToolChoice.Auto,
            "any" => ToolChoice.Any,
            string name => new NamedToolChoice(name),
        })
        {
            DisableParallelToolUse = true,
        },
    };
}
