using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.FrontEnds.Anthropic.Messages;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Recorded;
using Outcrop.Gateway.Tests.Support;
using static Outcrop.Gateway.Tests.FrontEnds.Anthropic.Messages.MessagesCalling;

namespace Outcrop.Gateway.Tests.FrontEnds.Anthropic.Messages;

/// <summary>Every parameter is mapped, left out by name, or refused by its path.</summary>
public class MessagesParameterTests
{
    private const string Tool = "'tools':[{'name':'f','description':'d','input_schema':{'type':'object','x':1.50}}]";

    /// <summary>Parameters that reach Bedrock: what is sent, and a piece of the Converse request it becomes.</summary>
    public static TheoryData<string, string> Mapped => new()
    {
        { "'max_tokens':64", "'inferenceConfig':{'maxTokens':64}" },
        { "'temperature':0.25", "'temperature':0.25" },
        { "'top_p':0.5", "'topP':0.5" },
        { "'stop_sequences':['A','B']", "'stopSequences':['A','B']" },
        { "'system':'s'", "'system':[{'text':'s'}]" },
        { "'system':[{'type':'text','text':'s','cache_control':{'type':'ephemeral','ttl':'1h'}}]", "'system':[{'text':'s'},{'cachePoint':{'type':'default','ttl':'1h'}}]" },
        { "'cache_control':{'type':'ephemeral'}", "[{'text':'Hello'},{'cachePoint':{'type':'default'}}]" },
        { "'service_tier':'standard_only'", "'serviceTier':{'type':'default'}" },
        { "'service_tier':'priority'", "'serviceTier':{'type':'priority'}" },
        { "'metadata':{'user_id':'u-1'}", "'requestMetadata':{'user_id':'u-1'}" },
        { Tool, "{'toolSpec':{'name':'f','description':'d','inputSchema':{'json':{'type':'object','x':1.50}}}}" },
        { "'tools':[{'type':'custom','name':'f','input_schema':{},'strict':true,'cache_control':{'type':'ephemeral'}}]", "'strict':true}},{'cachePoint':{'type':'default'}}" },
        { "'tools':[{'type':null,'name':'f','input_schema':{},'defer_loading':false,'eager_input_streaming':null,'allowed_callers':[]}]", "{'toolSpec':{'name':'f','inputSchema':{'json':{}}}}" },
        { Tool + ",'tool_choice':{'type':'auto'}", "'toolChoice':{'auto':{}}" },
        { Tool + ",'tool_choice':{'type':'any'}", "'toolChoice':{'any':{}}" },
        { Tool + ",'tool_choice':{'type':'tool','name':'f'}", "'toolChoice':{'tool':{'name':'f'}}" },
        { "'output_config':{'format':{'type':'json_schema','schema':{'type':'object'}}}", "'outputConfig':{" },
        { "'output_format':{'type':'json_schema','schema':{'type':'object'}}", "'outputConfig':{" },
        { "'bedrock':{'guardrailConfig':{'guardrailIdentifier':'g','guardrailVersion':'1'}}", "'guardrailConfig':{'guardrailIdentifier':'g','guardrailVersion':'1'}" },
        { "'bedrock':{'additionalModelRequestFields':{'k':5}}", "'additionalModelRequestFields':{'k':5}" },
    };

    [Theory]
    [MemberData(nameof(Mapped))]
    public void Parameter_Mapped_StandsInTheConverseRequest(string members, string expected)
    {
        MessagesRequest request = Read(With(members));

        Assert.Contains(expected.Replace('\'', '"'), request.Converse.ToJson().ToString(), StringComparison.Ordinal);
        Assert.Empty(request.Dropped);
    }

    public static TheoryData<string, ReasoningMode, int?, string?> Thinking => new()
    {
        { "'thinking':{'type':'enabled','budget_tokens':2048}", ReasoningMode.Enabled, 2048, null },
        { "'thinking':{'type':'disabled'}", ReasoningMode.Disabled, null, null },
        { "'thinking':{'type':'adaptive','display':'omitted'},'output_config':{'effort':'high'}", ReasoningMode.Adaptive, null, "high" },
        { "'thinking':{'type':'between_tools'}", ReasoningMode.Adaptive, null, null },
    };

    [Theory]
    [MemberData(nameof(Thinking))]
    public void Thinking_OfEveryForm_IsReasoning(string members, ReasoningMode mode, int? budget, string? effort)
    {
        ReasoningConfiguration reasoning = Read(With(members)).Converse.Reasoning!;
        Assert.Equal((mode, budget, effort), (reasoning.Mode, reasoning.BudgetTokens, reasoning.Effort));
    }

    /// <summary>Effort alone is told to Claude, and to models that think unasked; others do not begin to think for it.</summary>
    [Fact]
    public void Effort_Alone_IsToldWhereItMeansSomething()
    {
        string members = With("'output_config':{'effort':'low'}");
        Assert.Equal("low", Read(members, Claude).Converse.OutputConfig!.Effort);
        Assert.Equal("low", Read(members, GptOss).Converse.Reasoning!.Effort);
        MessagesRequest nova = Read(members);
        Assert.Equal((null, null, "output_config.effort"), (nova.Converse.Reasoning, nova.Converse.OutputConfig, nova.Dropped.Single()));
    }

    [Fact]
    public void TopK_IsInferences() => Assert.Equal((5, null), (Read(With("'top_k':5")).Converse.InferenceConfig!.TopK, Read(With("'top_k':0")).Converse.InferenceConfig!.TopK));

    [Fact]
    public void ToolChoice_None_OffersNothing() => Assert.Null(Read(With(Tool + ",'tool_choice':{'type':'none'}")).Converse.ToolConfig);

    [Fact]
    public void ToolChoice_OneAtATime_IsNeutral() => Assert.True(Read(With(Tool + ",'tool_choice':{'type':'any','disable_parallel_tool_use':true}")).Converse.ToolConfig!.DisableParallelToolUse);

    /// <summary>Parameters that no model on Bedrock, or not this one, has: they are left out and named.</summary>
    public static TheoryData<string, string> Dropped => new()
    {
        { "'speed':'fast'", "speed" },
        { "'service_tier':'batch'", "service_tier" },
        { "'metadata':{'user_id':'{\\\"device\\\":1}'}", "metadata.user_id" },
        { "'context_management':{'edits':[{'type':'clear_tool_uses_20250919'}]}", "context_management" },
        { "'thread':{'type':'create'},'diagnostics':{'previous_message_id':'m'}", "thread, diagnostics" },
        { "'output_config':{'task_budget':{'total':1}}", "output_config.task_budget" },
        { "'tools':[{'name':'f','input_schema':{},'defer_loading':true},{'name':'g','input_schema':{},'defer_loading':true,'input_examples':[{}]}]", "tools.defer_loading, tools.input_examples" },
        { "'system':[{'type':'text','text':'s','cache_control':{'type':'ephemeral','scope':'global'}}]", "system.cache_control.scope" },
        { "'anthropic_beta':['x']", "anthropic_beta" },
        { "'invented':{'api_base':'https://evil.example'},'base_url':'x'", "invented, base_url" },
    };

    [Theory]
    [MemberData(nameof(Dropped))]
    public void Parameter_NotOfThisModel_IsLeftOutAndNamed(string members, string names)
    {
        MessagesRequest request = Read(With(members));

        Assert.Equal(names, string.Join(", ", request.Dropped));
        Assert.DoesNotContain("evil", request.Converse.ToJson().ToString(), StringComparison.Ordinal);
    }

    /// <summary>A cache point stays where one of its members is not known.</summary>
    [Fact]
    public void CacheControl_WithAnUnknownMember_StillCaches() => Assert.Contains(
        "[{\"text\":\"s\"},{\"cachePoint\":{\"type\":\"default\",\"ttl\":\"1h\"}}]",
        Read(With("'system':[{'type':'text','text':'s','cache_control':{'type':'ephemeral','ttl':'1h','scope':'global'}}]")).Converse.ToJson().ToString(),
        StringComparison.Ordinal);

    /// <summary>The dialect's own defaults, written out as some clients do, ask for nothing.</summary>
    [Theory]
    [InlineData("'stream':false,'system':[],'tools':[],'stop_sequences':null,'temperature':null,'metadata':null,'service_tier':'auto','container':null,'mcp_servers':[],'speed':'standard','inference_geo':null")]
    [InlineData("'top_k':-1,'top_p':-1.0,'stream':false")]
    [InlineData("'system':null,'tool_choice':{'type':'auto'},'thinking':null,'output_config':null,'cache_control':null,'metadata':{'user_id':null},'inference_geo':'global','context_management':{},'anthropic_version':'x'")]
    public void Parameter_DefaultWrittenOut_IsNothing(string members)
    {
        MessagesRequest request = Read(With(members));

        Assert.Empty(request.Dropped);
        Assert.Equal(Read(Body()).Converse.ToJson().ToString(), request.Converse.ToJson().ToString());
    }

    /// <summary>Claude, where it is not served natively, gets what it alone knows.</summary>
    [Theory]
    [InlineData("'context_management':{'edits':[{'type':'x'}]}")]
    [InlineData("'invented':{'a':1}")]
    [InlineData("'thinking':{'type':'brand_new','x':1}")]
    [InlineData("'output_config':{'task_budget':{'total':1}}")]
    public void UnknownMember_OfClaude_GoesAlong(string member)
    {
        MessagesRequest request = Read(With(member), Claude);

        Assert.Contains("\"additionalModelRequestFields\":{" + member.Replace('\'', '"') + "}", request.Converse.ToJson().ToString(), StringComparison.Ordinal);
        Assert.Empty(request.Dropped);
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "'max_tokens':0", "max_tokens" },
        { "'max_tokens':1.5", "max_tokens" },
        { "'max_tokens':1e400", "max_tokens" },
        { "'temperature':1.5", "temperature" },
        { "'temperature':'hot'", "temperature" },
        { "'top_p':-0.5", "top_p" },
        { "'top_k':-5", "top_k" },
        { "'stop_sequences':'x'", "stop_sequences" },
        { "'stop_sequences':[1]", "stop_sequences.0" },
        { "'system':7", "system" },
        { "'system':[{'type':'image'}]", "system.0.type" },
        { "'system':[{'type':'text'}]", "system.0.text" },
        { "'system':[{'type':'text','text':'s','cache_control':{'type':'forever'}}]", "system.0.cache_control.type" },
        { "'system':[{'type':'text','text':'s','cache_control':{'type':'ephemeral','ttl':'9m'}}]", "system.0.cache_control.ttl" },
        { "'cache_control':{'type':'x'}", "cache_control.type" },
        { "'tools':{}", "tools" },
        { "'tools':[7]", "tools.0" },
        { "'tools':[{'input_schema':{}}]", "tools.0.name" },
        { "'tools':[{'name':'f'}]", "tools.0.input_schema" },
        { "'tools':[{'name':'f','input_schema':[]}]", "tools.0.input_schema" },
        { "'tools':[{'name':'f','input_schema':{},'strict':'yes'}]", "tools.0.strict" },
        { "'tools':[{'type':'web_search_20250305','name':'web_search'}]", "tools.0.type" },
        { "'tools':[{'type':'bash_20250124','name':'bash'}]", "tools.0.type" },
        { "'tool_choice':'auto'", "tool_choice" },
        { "'tool_choice':{'type':'some'}", "tool_choice.type" },
        { "'tool_choice':{'type':'tool'}", "tool_choice.name" },
        { "'tool_choice':{'type':'any','disable_parallel_tool_use':1}", "tool_choice.disable_parallel_tool_use" },
        { "'thinking':{'type':'enabled'}", "thinking.budget_tokens" },
        { "'thinking':{'type':'brand_new'}", "thinking.type" },
        { "'thinking':true", "thinking" },
        { "'output_config':{'format':{'type':'xml'}}", "output_config.format.type" },
        { "'output_config':{'format':{'type':'json_schema'}}", "output_config.format.schema" },
        { "'metadata':'x'", "metadata" },
        { "'metadata':{'user_id':7}", "metadata.user_id" },
        { "'service_tier':7", "service_tier" },
        { "'container':'c'", "container" },
        { "'mcp_servers':[{'url':'x'}]", "mcp_servers" },
        { "'inference_geo':'us'", "inference_geo" },
        { "'bedrock':{'endpoint':'x'}", "bedrock.endpoint" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Parameter_Wrong_IsRefusedByItsPath(string members, string path)
    {
        GatewayError error = Assert.Throws<GatewayException>(() => Read(With(members))).Error;
        Assert.Equal((GatewayErrorKind.InvalidRequest, path), (error.Kind, error.Parameter));
        Assert.StartsWith(path + ": ", error.SafeMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void MaxTokens_Missing_IsRefused() =>
        Assert.Equal("max_tokens", Assert.Throws<GatewayException>(() => Read("{\"model\":\"" + Nova + "\"," + Hello + "}")).Error.Parameter);

    /// <summary>What the client library leaves out is named as this dialect names it, once, whatever its index.</summary>
    [Theory]
    [InlineData("inferenceConfig.topK", "top_k")]
    [InlineData("reasoning", "thinking")]
    [InlineData("toolConfig.disableParallelToolUse", "tool_choice.disable_parallel_tool_use")]
    [InlineData("toolConfig.tools[3].cachePoint", "tools.cache_control")]
    [InlineData("messages[0].content[12].reasoningContent", "messages.content.thinking")]
    [InlineData("messages[4].content[1].toolResult.content[0].cachePoint", "messages.content.content.cache_control")]
    [InlineData("additionalModelRequestFields.x", "x")]
    [InlineData("outputConfig.textFormat", "output_config.format")]
    public void NameOf_NeutralPath_IsTheDialects(string path, string name) => Assert.Equal(name, MessagesParameterNames.Of(path, asksToThink: true));

    [Fact]
    public async Task Dropped_HereAndThere_StandInTheHeader()
    {
        await using EmulatedPair pair = await EmulatedPair.StartAsync();
        using HttpResponseMessage response = await pair.Gateway.CallAsync(Body("\"speed\":\"fast\",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}"));
        string body = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == 200, body);
        Assert.True(MessagesTranscript.OfAnswer(body).Done);
        Assert.Equal("speed, thinking", response.Headers.GetValues("x-outcrop-dropped-params").Single());
    }

    /// <summary>The body with members besides; one that it has already is replaced.</summary>
    private static string With(string members)
    {
        string given = members.Replace('\'', '"');
        return given.StartsWith("\"max_tokens\"", StringComparison.Ordinal) ? "{\"model\":\"m\"," + Hello + "," + given + "}" : Body(given);
    }
}
