using System.Text.Json;
using Outcrop.Gateway.Recorded;
using Outcrop.Gateway.Tests.Support;
using static Outcrop.Gateway.Tests.FrontEnds.Anthropic.Messages.MessagesCalling;

namespace Outcrop.Gateway.Tests.FrontEnds.Anthropic.Messages;

/// <summary>A request as a coding agent makes it, in the middle of its work, to models that are not Claude: everything has its place, and what has none is named once.</summary>
public class AgentRequestTests
{
    private const string Request = """
        {"model":"MODEL","max_tokens":32000,"stream":true,"temperature":1,
         "system":[{"type":"text","text":"x-anthropic-billing-header: cc_version=2"},{"type":"text","text":"You are an agent.","cache_control":{"type":"ephemeral","scope":"global","ttl":"1h"}}],
         "tools":[{"name":"Bash","description":"Runs a command.","input_schema":{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"command":{"type":"string"}},"required":["command"],"additionalProperties":false},"eager_input_streaming":true},
                  {"name":"mcp__server__a-very-long-name-that-goes-on-and-on-beyond-what-bedrock-takes","description":"d","input_schema":{"type":"object","properties":{}},"defer_loading":true},
                  {"name":"Edit","description":"Edits a file.","input_schema":{"type":"object","properties":{}},"defer_loading":true}],
         "messages":[{"role":"user","content":[{"type":"text","text":"<system-reminder>now</system-reminder>"},{"type":"text","text":"List the files.","cache_control":{"type":"ephemeral"}}]},
                     {"role":"system","content":"Plan mode is off."},
                     {"role":"assistant","content":[{"type":"thinking","thinking":"I should look.","signature":""},{"type":"text","text":"Looking.","citations":null},
                                                    {"type":"tool_use","id":"toolu_01","name":"Bash","input":{"command":"ls"},"caller":{"type":"direct"}},
                                                    {"type":"tool_use","id":"toolu_02","name":"Bash","input":{},"caller":{"type":"direct"}}]},
                     {"role":"user","content":[{"type":"text","text":"Both, please."},{"type":"tool_result","tool_use_id":"toolu_01","content":"a.txt","is_error":false},
                                               {"type":"tool_result","tool_use_id":"toolu_02","content":[{"type":"text","text":"no command"}],"is_error":true,"cache_control":{"type":"ephemeral"}}]}],
         "metadata":{"user_id":"{\"device_id\":\"d\",\"session_id\":\"s\"}"},"thinking":{"type":"adaptive","display":"omitted"},"output_config":{"effort":"high"},
         "context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]}}
        """;

    [Theory]
    [InlineData("amazon.nova-pro-v1:0", "metadata.user_id, context_management, tools.eager_input_streaming, tools.defer_loading, system.cache_control.scope")]
    [InlineData("openai.gpt-oss-120b-1:0", "metadata.user_id, context_management, tools.eager_input_streaming, tools.defer_loading, system.cache_control.scope")]
    [InlineData("qwen.qwen3-32b-v1:0", "metadata.user_id, context_management, tools.eager_input_streaming, tools.defer_loading, system.cache_control.scope")]
    public async Task Agent_OnAnotherModel_IsServed(string model, string dropped)
    {
        await using EmulatedPair pair = await EmulatedPair.StartAsync("{\"retry\":{\"maxAttempts\":1}}");
        using HttpResponseMessage response = await pair.Gateway.CallAsync(
            Request.Replace("MODEL", model, StringComparison.Ordinal), ("anthropic-version", "2023-06-01"), ("anthropic-beta", "claude-code-20250219,interleaved-thinking-2025-05-14"));
        string body = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == 200, body);
        MessagesTranscript answer = MessagesTranscript.OfStream(body);
        Assert.True(answer is { Done: true, Fault: null, Error: null }, body);

        string told = response.Headers.GetValues("x-outcrop-dropped-params").Single();
        Assert.StartsWith(dropped, told, StringComparison.Ordinal);
        Assert.InRange(told.Split(", ").Length, 5, 12);
        JsonElement messages = Assert.Single(pair.Sent).GetProperty("messages");
        Assert.Equal(["user", "assistant", "user"], messages.EnumerateArray().Select(static message => message.GetProperty("role").GetString()));
        Assert.Contains("<system>\\nPlan mode is off.\\n</system>", messages[0].GetRawText(), StringComparison.Ordinal);
        Assert.True(messages[2].GetProperty("content")[0].TryGetProperty("toolResult", out _));
    }
}
