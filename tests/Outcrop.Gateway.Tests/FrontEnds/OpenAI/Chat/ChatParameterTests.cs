using System.Net;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.FrontEnds.OpenAI.Chat;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing;
using static Outcrop.Gateway.Tests.FrontEnds.OpenAI.Chat.ChatCalling;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Chat;

/// <summary>Every parameter is mapped, left out by name, or refused by name.</summary>
public class ChatParameterTests
{
    /// <summary>Parameters that reach Bedrock: what is sent, and a piece of the Converse request it becomes.</summary>
    public static TheoryData<string, string> Mapped => new()
    {
        { "\"max_tokens\":7", "\"inferenceConfig\":{\"maxTokens\":7}" },
        { "\"max_completion_tokens\":8", "\"inferenceConfig\":{\"maxTokens\":8}" },
        { "\"max_tokens\":7,\"max_completion_tokens\":8", "\"maxTokens\":8" },
        { "\"temperature\":0.25", "\"temperature\":0.25" },
        { "\"top_p\":0.5", "\"topP\":0.5" },
        { "\"stop\":\"END\"", "\"stopSequences\":[\"END\"]" },
        { "\"stop\":[\"A\",\"B\"]", "\"stopSequences\":[\"A\",\"B\"]" },
        { "\"service_tier\":\"flex\"", "\"serviceTier\":{\"type\":\"flex\"}" },
        { "\"service_tier\":\"priority\"", "\"serviceTier\":{\"type\":\"priority\"}" },
        { "\"metadata\":{\"team\":\"red\"}", "\"requestMetadata\":{\"team\":\"red\"}" },
        { "\"user\":\"u-1\"", "\"requestMetadata\":{\"user\":\"u-1\"}" },
        { "\"safety_identifier\":\"s-1\"", "\"requestMetadata\":{\"safety_identifier\":\"s-1\"}" },
        { "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":\"d\",\"parameters\":{\"type\":\"object\",\"x\":1.50}}}]", "\"toolSpec\":{\"name\":\"f\",\"description\":\"d\",\"inputSchema\":{\"json\":{\"type\":\"object\",\"x\":1.50}}}" },
        { "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]", "\"json\":{\"type\":\"object\",\"properties\":{}}" },
        { "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{}}}]", "\"json\":{\"type\":\"object\",\"properties\":{}}" },
        { "\"functions\":[{\"name\":\"f\",\"parameters\":{}}]", "\"json\":{\"type\":\"object\",\"properties\":{}}" },
        { "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"strict\":true}}]", "\"strict\":true" },
        { "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":\"auto\"", "\"toolChoice\":{\"auto\":{}}" },
        { "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":\"required\"", "\"toolChoice\":{\"any\":{}}" },
        { "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}}", "\"toolChoice\":{\"tool\":{\"name\":\"f\"}}" },
        { "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}},{\"type\":\"function\",\"function\":{\"name\":\"g\"}}],\"tool_choice\":{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"required\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"g\"}}]}}", "\"tools\":[{\"toolSpec\":{\"name\":\"g\"," },
        { "\"functions\":[{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}],\"function_call\":{\"name\":\"f\"}", "\"toolChoice\":{\"tool\":{\"name\":\"f\"}}" },
        { "\"response_format\":{\"type\":\"json_object\"}", "\"system\":[{\"text\":\"Answer with one JSON object" },
        { "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"strict\":true,\"schema\":{\"type\":\"object\"}}}", "\"outputConfig\":{" },
        { "\"response_format\":{\"type\":\"json_object\",\"schema\":{\"type\":\"object\"}}", "\"outputConfig\":{" },
        { "\"response_format\":{\"type\":\"json_object\",\"schema\":{}}", "\"system\":[{\"text\":\"Answer with one JSON object" },
        { "\"bedrock\":{\"guardrailConfig\":{\"guardrailIdentifier\":\"g\",\"guardrailVersion\":\"1\",\"trace\":\"enabled\"}}", "\"guardrailConfig\":{\"guardrailIdentifier\":\"g\",\"guardrailVersion\":\"1\",\"trace\":\"enabled\"}" },
        { "\"bedrock\":{\"additionalModelRequestFields\":{\"top_k\":5}}", "\"additionalModelRequestFields\":{\"top_k\":5}" },
        { "\"bedrock\":{\"performanceConfig\":{\"latency\":\"optimized\"}}", "\"performanceConfig\":{\"latency\":\"optimized\"}" },
        { "\"bedrock\":{\"additionalModelResponseFieldPaths\":[\"/stop_sequence\"]}", "\"additionalModelResponseFieldPaths\":[\"/stop_sequence\"]" },
    };

    [Theory]
    [MemberData(nameof(Mapped))]
    public void Parameter_Mapped_StandsInTheConverseRequest(string members, string expected)
    {
        ChatRequest request = Read(Body(members));

        Assert.Contains(expected, request.Converse.ToJson().ToString(), StringComparison.Ordinal);
        Assert.Empty(request.Dropped);
    }

    /// <summary>What Anthropic's page on OpenAI's SDKs says to put into <c>extra_body</c> is what its own dialect means by it.</summary>
    [Theory]
    [InlineData("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000}", ReasoningMode.Enabled, 2000, null)]
    [InlineData("\"thinking\":{\"type\":\"adaptive\"},\"reasoning_effort\":\"high\"", ReasoningMode.Adaptive, null, "high")]
    [InlineData("\"thinking\":{\"type\":\"disabled\"}", ReasoningMode.Disabled, null, null)]
    [InlineData("\"thinking\":{\"type\":\"disabled\",\"budget_tokens\":0}", ReasoningMode.Disabled, null, null)]
    [InlineData("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000},\"reasoning_effort\":\"none\"", ReasoningMode.Disabled, 2000, null)]
    public void Thinking_AsAnthropicHasIt_IsReasoning(string members, ReasoningMode mode, int? budget, string? effort)
    {
        ChatRequest request = Read(Body(members));

        ReasoningConfiguration reasoning = Assert.IsType<ReasoningConfiguration>(request.Converse.Reasoning);
        Assert.Equal((mode, budget, effort), (reasoning.Mode, reasoning.BudgetTokens, reasoning.Effort));
        Assert.Empty(request.Dropped);
    }

    /// <summary>Parameters that no model on Bedrock, or not this one, has: they are left out and named.</summary>
    public static TheoryData<string, string> Dropped => new()
    {
        { "\"seed\":7", "seed" },
        { "\"frequency_penalty\":0.5", "frequency_penalty" },
        { "\"presence_penalty\":0.5", "presence_penalty" },
        { "\"logit_bias\":{\"1\":2}", "logit_bias" },
        { "\"logprobs\":true,\"top_logprobs\":2", "logprobs, top_logprobs" },
        { "\"store\":true", "store" },
        { "\"thinking\":{\"type\":\"auto\"}", "thinking" },
        { "\"thinking\":true", "thinking" },
        { "\"prompt_cache_key\":\"k\"", "prompt_cache_key" },
        { "\"prediction\":{\"type\":\"content\",\"content\":\"x\"}", "prediction" },
        { "\"verbosity\":\"low\"", "verbosity" },
        { "\"service_tier\":\"scale\"", "service_tier" },
        { "\"metadata\":{\"a\":\"ä\"}", "metadata.a" },
        { "\"invented\":{\"api_base\":\"https://evil.example\"}", "invented" },
        { "\"api_base\":\"https://evil.example\",\"base_url\":\"x\",\"endpoint\":\"x\",\"aws_access_key_id\":\"x\"", "api_base, base_url, endpoint, aws_access_key_id" },
    };

    [Theory]
    [MemberData(nameof(Dropped))]
    public void Parameter_NotOfThisModel_IsLeftOutAndNamed(string members, string names)
    {
        ChatRequest request = Read(Body(members));

        Assert.Equal(names, string.Join(", ", request.Dropped));
        Assert.DoesNotContain("evil", request.Converse.ToJson().ToString(), StringComparison.Ordinal);
    }

    /// <summary>The dialect's own defaults, written out as some clients do, ask for nothing.</summary>
    [Theory]
    [InlineData("\"n\":1,\"store\":false,\"logprobs\":false,\"frequency_penalty\":0,\"presence_penalty\":0,\"logit_bias\":{},\"service_tier\":\"auto\",\"stop\":null,\"tools\":[],\"seed\":null,\"modalities\":[\"text\"]")]
    [InlineData("\"stream\":false,\"stream_options\":null,\"tool_choice\":\"auto\",\"parallel_tool_calls\":true,\"response_format\":{\"type\":\"text\"},\"temperature\":null,\"user\":\"\",\"thinking\":null")]
    [InlineData("\"top_k\":0")]
    [InlineData("\"top_k\":-1")]
    public void Parameter_DefaultWrittenOut_IsNothing(string members)
    {
        ChatRequest request = Read(Body(members));

        Assert.Empty(request.Dropped);
        Assert.Equal(Read(Body()).Converse.ToJson().ToString(), request.Converse.ToJson().ToString());
    }

    [Theory]
    [InlineData("\"seed\":7")]
    [InlineData("\"frequency_penalty\":0.5")]
    [InlineData("\"logit_bias\":{\"1\":2}")]
    public void VendorField_ModelThatSpeaksOpenAI_GoesAlong(string member)
    {
        ChatRequest request = Read(Body(member, GptOss), GptOss);

        Assert.Contains("\"additionalModelRequestFields\":{" + member + "}", request.Converse.ToJson().ToString(), StringComparison.Ordinal);
        Assert.Empty(request.Dropped);
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "\"n\":2", "n" },
        { "\"modalities\":[\"text\",\"audio\"]", "modalities" },
        { "\"web_search_options\":{}", "web_search_options" },
        { "\"temperature\":3", "temperature" },
        { "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":\"many\"}", "thinking.budget_tokens" },
        { "\"reasoning\":{\"max_tokens\":0}", "reasoning.max_tokens" },
        { "\"temperature\":1e400", "temperature" },
        { "\"top_p\":\"1\"", "top_p" },
        { "\"max_tokens\":0", "max_tokens" },
        { "\"max_tokens\":-1", "max_tokens" },
        { "\"max_completion_tokens\":1.5", "max_completion_tokens" },
        { "\"stop\":7", "stop" },
        { "\"stop\":[7]", "stop[0]" },
        { "\"stream\":\"yes\"", "stream" },
        { "\"tools\":{}", "tools" },
        { "\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"x\"}}]", "tools[0].type" },
        { "\"tools\":[{\"type\":\"function\",\"function\":{}}]", "tools[0].function.name" },
        { "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":\"sometimes\"", "tool_choice" },
        { "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"auto\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"g\"}}]}}", "tool_choice.allowed_tools.tools" },
        { "\"response_format\":{\"type\":\"xml\"}", "response_format.type" },
        { "\"response_format\":{\"type\":\"json_object\",\"schema\":\"{}\"}", "response_format.schema" },
        { "\"response_format\":{\"type\":\"json_schema\"}", "response_format.json_schema" },
        { "\"metadata\":{\"a\":1}", "metadata.a" },
        { "\"bedrock\":{\"endpoint\":\"https://evil.example\"}", "bedrock.endpoint" },
        { "\"bedrock\":{\"guardrailConfig\":\"none\"}", "bedrock.guardrailConfig" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Parameter_Impossible_IsRefusedByItsPath(string members, string path)
    {
        GatewayException refusal = Assert.Throws<GatewayException>(() => Read(Body(members)));

        Assert.Equal(GatewayErrorKind.InvalidRequest, refusal.Error.Kind);
        Assert.Equal(path, refusal.Error.Parameter);
        Assert.StartsWith(path + ": ", refusal.Error.SafeMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"reasoning_effort\":\"high\"", ReasoningMode.Enabled, "high", null)]
    [InlineData("\"reasoning_effort\":\"none\"", ReasoningMode.Disabled, null, null)]
    [InlineData("\"reasoning\":{\"effort\":\"low\"}", ReasoningMode.Enabled, "low", null)]
    [InlineData("\"reasoning\":{\"max_tokens\":2048}", ReasoningMode.Enabled, null, 2048)]
    [InlineData("\"reasoning\":{\"enabled\":false}", ReasoningMode.Disabled, null, null)]
    public void Reasoning_InEitherForm_IsTheNeutralOne(string member, ReasoningMode mode, string? effort, int? budget)
    {
        ReasoningConfiguration reasoning = Read(Body(member)).Converse.Reasoning!;

        Assert.Equal((mode, effort, budget), (reasoning.Mode, reasoning.Effort, reasoning.BudgetTokens));
    }

    /// <summary>Acceptance rows 8 and D20: Bedrock has no word for none; a model that may call nothing is offered nothing.</summary>
    [Fact]
    public void Row8_ToolChoiceNone_OffersNoTools() =>
        Assert.Null(Read(Body("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":\"none\"")).Converse.ToolConfig);

    /// <summary>Acceptance row 38: what was left out is signalled, by the dialect's own names, whole and streamed, and logged.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Row38_DroppedParameters_AreInTheHeaderAndTheLog(bool stream)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("x"));
        using HttpResponseMessage response = await gateway.CallAsync(Body("\"seed\":7,\"verbosity\":\"low\",\"stream\":" + (stream ? "true" : "false")));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("seed, verbosity", response.Headers.GetValues("x-outcrop-dropped-params").Single());
        Assert.Contains("seed, verbosity", gateway.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DroppedParameters_InventedByTheThousand_HeaderStaysShort()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("x"));
        string members = string.Join(',', Enumerable.Range(0, 100_000).Select(static i => $"\"invented{i}\":1"));
        using HttpResponseMessage response = await gateway.CallAsync(Body(members));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        string header = response.Headers.GetValues("x-outcrop-dropped-params").Single();
        Assert.EndsWith("and 99950 more", header, StringComparison.Ordinal);
        Assert.InRange(header.Length, 1, 4000);
    }

    /// <summary>The page for users says the same as the code.</summary>
    [Fact]
    public void Documentation_EveryParameterThatIsRead_HasItsRow()
    {
        string page = File.ReadAllText(Repository.PathOf("docs", "dialects", "openai-chat.md"));

        Assert.All(ChatParameters.Read, name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
    }
}
