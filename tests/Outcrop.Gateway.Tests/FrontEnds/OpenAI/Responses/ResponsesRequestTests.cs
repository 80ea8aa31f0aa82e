using System.Net;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Responses;

/// <summary>What of a request reaches Bedrock, what is left out and said so, and what is refused.</summary>
public class ResponsesRequestTests
{
    private const string Model = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string Tool = """{"type":"function","name":"f","description":"d","parameters":{"type":"object","properties":{"a":{"type":"number"}}},"strict":true}""";

    [Theory]
    [InlineData("""{"input":"Hello"}""", """{"messages":[{"role":"user","content":[{"text":"Hello"}]}]}""")]
    [InlineData("""{"input":[{"role":"user","content":"Hello"}],"instructions":"Be brief."}""", """{"messages":[{"role":"user","content":[{"text":"Hello"}]}],"system":[{"text":"Be brief."}]}""")]
    [InlineData(
        """{"input":[{"type":"message","id":"msg_1","role":"developer","content":[{"type":"input_text","text":"D"}]},{"role":"system","content":"S"},{"role":"user","content":[{"type":"input_text","text":"U"}]}]}""",
        """{"messages":[{"role":"user","content":[{"text":"U"}]}],"system":[{"text":"D"},{"text":"S"}]}""")]
    [InlineData("""{"input":[{"role":"developer","content":"Alone"}],"instructions":"I"}""", """{"messages":[{"role":"user","content":[{"text":"Alone"}]}],"system":[{"text":"I"}]}""")]
    [InlineData(
        """{"input":[{"role":"user","content":[{"type":"input_image","image_url":"data:image/jpg;base64,AAAA","detail":"auto"},{"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,BBBB"}]}]}""",
        """{"messages":[{"role":"user","content":[{"image":{"format":"jpeg","source":{"bytes":"AAAA"}}},{"document":{"format":"pdf","name":"a","source":{"bytes":"BBBB"}}}]}]}""")]
    [InlineData(
        """{"input":[{"role":"user","content":"U"},{"type":"message","role":"assistant","status":"completed","content":[{"type":"output_text","text":"A","annotations":[]},{"type":"refusal","refusal":"No"}]},{"role":"user","content":"V"}]}""",
        """{"messages":[{"role":"user","content":[{"text":"U"}]},{"role":"assistant","content":[{"text":"A"},{"text":"No"}]},{"role":"user","content":[{"text":"V"}]}]}""")]
    [InlineData(
        """{"input":[{"role":"user","content":"U"},{"type":"function_call","call_id":"c1","name":"f","arguments":""},{"type":"function_call","call_id":"c2","name":"f","arguments":"{\"a\": 1.0}"},{"role":"user","content":"W"},{"type":"function_call_output","call_id":"c1","output":"R"},{"type":"function_call_output","call_id":"c2","output":[{"type":"input_text","text":"S"}]}],"tools":[TOOL]}""",
        """{"messages":[{"role":"user","content":[{"text":"U"}]},{"role":"assistant","content":[{"toolUse":{"toolUseId":"c1","name":"f","input":{}}},{"toolUse":{"toolUseId":"c2","name":"f","input":{"a": 1.0}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"c1","content":[{"text":"R"}]}},{"toolResult":{"toolUseId":"c2","content":[{"text":"S"}]}},{"text":"W"}]}],"toolConfig":{"tools":[{"toolSpec":{"name":"f","description":"d","inputSchema":{"json":{"type":"object","properties":{"a":{"type":"number"}}}},"strict":true}}]}}""")]
    [InlineData(
        """{"input":[{"role":"user","content":"U"},{"type":"custom_tool_call","call_id":"c1","name":"patch","input":"*** \"x\""},{"type":"custom_tool_call_output","call_id":"c1","output":"ok"}]}""",
        """{"messages":[{"role":"user","content":[{"text":"U"}]},{"role":"assistant","content":[{"toolUse":{"toolUseId":"c1","name":"patch","input":{"input":"*** \u0022x\u0022"}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"c1","content":[{"text":"ok"}]}}]}]}""")]
    [InlineData(
        """{"input":[{"role":"user","content":"U"},{"type":"function_call","call_id":"c1","namespace":"mcp__x","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c1","output":"ok"}],"tools":[{"type":"namespace","name":"mcp__x","description":"n","tools":[TOOL]}],"tool_choice":{"type":"allowed_tools","mode":"required","tools":[{"type":"function","namespace":"mcp__x","name":"f"}]}}""",
        """{"messages":[{"role":"user","content":[{"text":"U"}]},{"role":"assistant","content":[{"toolUse":{"toolUseId":"c1","name":"mcp__x__f","input":{}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"c1","content":[{"text":"ok"}]}}]}],"toolConfig":{"tools":[{"toolSpec":{"name":"mcp__x__f","description":"d","inputSchema":{"json":{"type":"object","properties":{"a":{"type":"number"}}}},"strict":true}}],"toolChoice":{"any":{}}}}""")]
    [InlineData("""{"input":"H","tools":[TOOL],"tool_choice":"none"}""", """{"messages":[{"role":"user","content":[{"text":"H"}]}]}""")]
    [InlineData(
        """{"input":"H","max_output_tokens":99,"temperature":0.5,"top_p":null,"metadata":{"a":"b"},"user":"u1","service_tier":"flex"}""",
        """{"messages":[{"role":"user","content":[{"text":"H"}]}],"inferenceConfig":{"maxTokens":99,"temperature":0.5},"serviceTier":{"type":"flex"},"requestMetadata":{"a":"b","user":"u1"}}""")]
    [InlineData(
        """{"input":"H","text":{"format":{"type":"json_schema","name":"n","strict":true,"schema":{"type":"object"}},"verbosity":"medium"}}""",
        """{"messages":[{"role":"user","content":[{"text":"H"}]}],"outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"schema":"{\"type\":\"object\"}","name":"n"}}}}}""")]
    [InlineData("""{"input":"H","bedrock":{"guardrailConfig":{"guardrailIdentifier":"g","guardrailVersion":"1"}}}""", """{"messages":[{"role":"user","content":[{"text":"H"}]}],"guardrailConfig":{"guardrailIdentifier":"g","guardrailVersion":"1"}}""")]
    public async Task Request_Members_BecomeConverse(string request, string expected)
    {
        (_, string sent, _) = await SendAsync(request.Replace("TOOL", Tool, StringComparison.Ordinal));

        // The built-in configuration's parameters of a model stand where the request says nothing.
        using JsonDocument actual = JsonDocument.Parse(sent);
        using JsonDocument wanted = JsonDocument.Parse(expected);
        foreach (JsonProperty member in wanted.RootElement.EnumerateObject())
        {
            foreach (JsonProperty inner in member.Name == "inferenceConfig" ? [.. member.Value.EnumerateObject()] : (JsonProperty[])[member])
            {
                JsonElement found = member.Name == "inferenceConfig" ? actual.RootElement.GetProperty(member.Name).GetProperty(inner.Name) : actual.RootElement.GetProperty(member.Name);
                Assert.True(JsonElement.DeepEquals(inner.Value, found), $"{inner.Name}: {found}");
            }
        }

        Assert.Equal(expected.Contains("toolConfig", StringComparison.Ordinal), actual.RootElement.TryGetProperty("toolConfig", out _));
    }

    [Theory]
    [InlineData("high", "auto", ReasoningMode.Enabled, "high", "summarized")]
    [InlineData("minimal", null, ReasoningMode.Enabled, "minimal", null)]
    [InlineData("none", "auto", ReasoningMode.Disabled, null, null)]
    public async Task Request_Reasoning_IsNeutral(string effort, string? summary, ReasoningMode mode, string? sentEffort, string? display)
    {
        (ConverseRequest sent, _, _) = await SendAsync($$$"""{"input":"H","reasoning":{"effort":"{{{effort}}}","summary":{{{(summary is null ? "null" : $"\"{summary}\"")}}} }}""");

        Assert.Equal(new ReasoningConfiguration { Mode = mode, Effort = sentEffort, Display = display }, sent.Reasoning);
    }

    /// <summary>Acceptance row 38: nothing is left out in silence.</summary>
    [Theory]
    [InlineData("""{"input":"H","tools":[{"type":"web_search"},{"type":"file_search","vector_store_ids":[]},TOOL]}""", "tools.web_search, tools.file_search")]
    [InlineData("""{"input":"H","tools":[TOOL],"parallel_tool_calls":false}""", null)]
    [InlineData("""{"input":"H","prompt_cache_key":"k","client_metadata":{"a":1},"max_tool_calls":3,"truncation":"auto","text":{"verbosity":"low"}}""", "truncation, text.verbosity, prompt_cache_key, client_metadata, max_tool_calls")]
    [InlineData("""{"input":"H","include":["reasoning.encrypted_content","web_search_call.action.sources"]}""", "include.web_search_call.action.sources")]
    [InlineData("""{"input":[{"type":"web_search_call","id":"ws_1","status":"completed"},{"role":"user","content":"H"}]}""", "input.web_search_call")]
    [InlineData("""{"input":[{"role":"user","content":"U"},{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"gAAAA"},{"role":"user","content":"H"}]}""", "input.encrypted_content")]
    [InlineData("""{"input":"H","stream_options":{"include_obfuscation":false},"parallel_tool_calls":true,"background":false,"include":null,"store":true,"truncation":"disabled"}""", null)]
    public async Task Row38_WhatIsLeftOut_IsNamed(string request, string? dropped)
    {
        (_, _, HttpResponseMessage response) = await SendAsync(request.Replace("TOOL", Tool, StringComparison.Ordinal));

        Assert.Equal(dropped, response.Headers.TryGetValues("x-outcrop-dropped-params", out IEnumerable<string>? values) ? values.Single() : null);
    }

    [Theory]
    [InlineData("{}", "input")]
    [InlineData("""{"input":[]}""", "input")]
    [InlineData("""{"input":7}""", "input")]
    [InlineData("""{"input":"H","background":true}""", "background")]
    [InlineData("""{"input":"H","conversation":"conv_1"}""", "conversation")]
    [InlineData("""{"input":"H","prompt":{"id":"pmpt_1"}}""", "prompt")]
    [InlineData("""{"input":"H","truncation":"maybe"}""", "truncation")]
    [InlineData("""{"input":"H","temperature":3}""", "temperature")]
    [InlineData("""{"input":"H","max_output_tokens":0}""", "max_output_tokens")]
    [InlineData("""{"input":"H","text":{"format":{"type":"xml"}}}""", "text.format.type")]
    [InlineData("""{"input":"H","tool_choice":{"type":"web_search"}}""", "tool_choice.type")]
    [InlineData("""{"input":"H","tool_choice":"required"}""", "tool_choice")]
    [InlineData("""{"input":[{"type":"computer_call","id":"cu_1"}]}""", "input[0].type")]
    [InlineData("""{"input":[{"role":"user","content":[{"type":"input_image","file_id":"file_1"}]}]}""", "input[0].content[0].image_url")]
    [InlineData("""{"input":[{"role":"user","content":[{"type":"input_image","image_url":"https://example.com/a.png"}]}]}""", "input[0].content[0].image_url")]
    [InlineData("""{"input":[{"role":"robot","content":"x"}]}""", "input[0].role")]
    [InlineData("""{"input":[{"type":"function_call","call_id":"c","name":"f","arguments":"[1]"}]}""", "input[0].arguments")]
    [InlineData("""{"input":[{"type":"reasoning","summary":[],"encrypted_content":"oc1_eyJ0ZXh0IjoieCJ9"}]}""", "input[0].encrypted_content")]
    [InlineData("""{"input":[{"type":"reasoning","summary":[],"encrypted_content":"oc1_%%%"}]}""", "input[0].encrypted_content")]
    public async Task Request_Wrong_Is400AndNamesTheMember(string request, string parameter)
    {
        FakeUpstream upstream = FakeUpstream.Saying("x");
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream);

        using HttpResponseMessage response = await gateway.PostAsync("/v1/responses", With(request));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        JsonElement error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        Assert.Equal(parameter, error.GetProperty("param").GetString());
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.Empty(upstream.Requests);
    }

    /// <summary>The other place that AWS's own quick-starts name.</summary>
    [Fact]
    public async Task OpenAIPrefix_IsServedToo()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("Hello"));

        using HttpResponseMessage response = await gateway.PostAsync("/openai/v1/responses", With("""{"input":"H"}"""));

        JsonElement answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("Hello", answer.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal(Model, answer.GetProperty("model").GetString());
    }

    private static async Task<(ConverseRequest Sent, string Written, HttpResponseMessage Response)> SendAsync(string request)
    {
        FakeUpstream upstream = FakeUpstream.Saying("x");
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream);
        HttpResponseMessage response = await gateway.PostAsync("/v1/responses", With(request));
        Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return (Assert.Single(upstream.Requests), Assert.Single(upstream.Written), response);
    }

    private static string With(string request) => request.Length == 2 ? $$"""{"model":"{{Model}}"}""" : $$"""{"model":"{{Model}}",{{request[1..]}}""";
}
