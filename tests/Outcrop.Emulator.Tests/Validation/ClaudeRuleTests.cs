using System.Text;
using System.Text.Json;
using Outcrop.Emulator.Tests.Support;
using static Outcrop.Emulator.Tests.Validation.RuleCase;

namespace Outcrop.Emulator.Tests.Validation;

/// <summary>What Claude refuses in its own body: each rule beside the nearest request that is accepted. Converse puts a prefix before the same text.</summary>
public sealed class ClaudeRuleTests(SharedEmulator shared) : IClassFixture<SharedEmulator>
{
    private const string Text = """{"type":"text","text":"x"}""";
    private const string Use = """{"type":"tool_use","id":"a","name":"t","input":{}}""";
    private const string ToolDefinition = ""","tools":[{"name":"t","input_schema":{"type":"object"}}]""";
    private const string Enabled = ""","thinking":{"type":"enabled","budget_tokens":1024}""";
    private const string Documentation = " Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking";
    private const string Marked = """{"type":"text","text":"x","cache_control":{"type":"ephemeral"}}""";
    private const string Answered = """{"type":"tool_result","tool_use_id":"a","content":"r"}""";

    public static TheoryData<string, string, string, string, string> Cases => new()
    {
        // Members.
        { "unknown member", Sonnet45, Message(Text, ""","stream":true"""), Message(Text, ""","top_k":5"""), "stream: Extra inputs are not permitted" },
        { "unknown member, older", Haiku3, Message(Text, ""","seed":1"""), Message(Text), """Malformed input request: #: subject must not be valid against schema {"required":["messages"]}#: extraneous key [seed] is not permitted, please reformat your input and try again.""" },
        { "missing member", Sonnet45, Message(Text).Replace("\"max_tokens\":2000,", "", StringComparison.Ordinal), Message(Text), "max_tokens: Field required" },
        { "content of another type", Haiku3, """{"anthropic_version":"bedrock-2023-05-31","max_tokens":5,"messages":[{"role":"user","content":{}}]}""", Message(Text), """Malformed input request: #: subject must not be valid against schema {"required":["messages"]}#/messages/0/content: expected type: String, found: JSONObject#/messages/0/content: expected type: JSONArray, found: JSONObject, please reformat your input and try again.""" },
        { "server tools", Haiku3, Message(Text, ""","tools":[{"type":"web_search_20250305","name":"web_search"}]"""), Message(Text, ""","tools":[{"type":"custom","name":"t","input_schema":{"type":"object"}}]"""), "tools.0: Input tag 'web_search_20250305' found using 'type' does not match any of the expected tags: 'bash_20250124', 'custom', 'text_editor_20250124', 'text_editor_20250429', 'text_editor_20250728'" },
        { "tool names", Haiku3, Message(Text, ""","tools":[{"name":"t","input_schema":{"type":"object"}},{"name":"t","input_schema":{"type":"object"}}]"""), Message(Text, ""","tools":[{"name":"t","input_schema":{"type":"object"}},{"name":"u","input_schema":{"type":"object"}}]"""), "tools: Tool names must be unique." },

        // Sampling.
        { "temperature with top_p", Sonnet45, Message(Text, ""","temperature":0.5,"top_p":0.9"""), Message(Text, ""","temperature":0.5"""), "`temperature` and `top_p` cannot both be specified for this model. Please use only one." },
        { "temperature with top_p, older", Sonnet45 + "→" + Haiku3, Message(Text, ""","temperature":0.5,"top_p":0.9"""), Message(Text, ""","temperature":0.5,"top_p":0.9"""), "`temperature` and `top_p` cannot both be specified for this model. Please use only one." },
        { "no temperature", Sonnet5, Message(Text, ""","temperature":0.5"""), Message(Text, ""","temperature":1"""), "`temperature` is deprecated for this model." },
        { "no top_p", Sonnet5 + "→" + Sonnet46, Message(Text, ""","top_p":0.5"""), Message(Text, ""","top_p":0.5"""), "`top_p` is deprecated for this model." },
        { "no top_k", Sonnet5, Message(Text, ""","top_k":5"""), Message(Text), "`top_k` is deprecated for this model." },

        // Thinking.
        { "adaptive only", Sonnet5, Message(Text, Enabled), Message(Text, ""","thinking":{"type":"adaptive"}"""), "\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" and \"output_config.effort\" to control thinking behavior." },
        { "adaptive only, older", Sonnet5 + "→" + Sonnet45, Message(Text, Enabled), Message(Text, Enabled), "\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" and \"output_config.effort\" to control thinking behavior." },
        { "unknown thinking", Sonnet45, Message(Text, ""","thinking":{"type":"on"}"""), Message(Text, ""","thinking":{"type":"disabled"}"""), "thinking: Input tag 'on' found using 'type' does not match any of the expected tags: 'adaptive', 'disabled', 'enabled'" },
        { "small budget", Sonnet45, Message(Text, Enabled.Replace("1024", "1023", StringComparison.Ordinal)), Message(Text, Enabled), "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024" },
        { "no budget", Sonnet45, Message(Text, ""","thinking":{"type":"enabled"}"""), Message(Text, Enabled), "thinking.enabled.budget_tokens: Field required" },
        { "budget above the limit", Sonnet45, Message(Text, Enabled.Replace("1024", "2000", StringComparison.Ordinal)), Message(Text, Enabled.Replace("1024", "1999", StringComparison.Ordinal)), "`max_tokens` must be greater than `thinking.budget_tokens`." + Documentation + "#max-tokens-and-context-window-size" },
        { "budget of all thoughts together", Sonnet45, Message(Text, Enabled.Replace("1024", "3000", StringComparison.Ordinal)), Message(Text, Enabled.Replace("1024", "3000", StringComparison.Ordinal) + ""","anthropic_beta":["interleaved-thinking-2025-05-14"]"""), "`max_tokens` must be greater than `thinking.budget_tokens`." + Documentation + "#max-tokens-and-context-window-size" },
        { "thinking and temperature", Sonnet45, Message(Text, Enabled + ",\"temperature\":0.5"), Message(Text, Enabled + ",\"temperature\":1"), "`temperature` may only be set to 1 when thinking is enabled." + Documentation + "#important-considerations-when-using-extended-thinking" },
        { "thinking and a forced tool", Sonnet45, Message(Text, Enabled + ToolDefinition + ""","tool_choice":{"type":"any"}"""), Message(Text, Enabled + ToolDefinition + ""","tool_choice":{"type":"auto"}"""), "Thinking may not be enabled when tool_choice forces tool use." },
        { "thought before a call", Sonnet45, Messages(Enabled + ToolDefinition, "user: " + Text, "assistant: " + Use, "user: " + Answered), Messages(ToolDefinition, "user: " + Text, "assistant: " + Use, "user: " + Answered), "messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`. When `thinking` is enabled, a final `assistant` message must start with a thinking block (preceeding the lastmost set of `tool_use` and `tool_result` blocks). We recommend you include thinking blocks from previous turns. To avoid this requirement, disable `thinking`." + Documentation },
        { "unsigned thought", Sonnet45, Messages("", "user: " + Text, """assistant: {"type":"thinking","thinking":"h"},""" + Text, "user: " + Text), Messages("", "user: " + Text, """assistant: {"type":"redacted_thinking","data":"eA=="},""" + Text, "user: " + Text), "messages.1.content.0.thinking.signature: Field required" },
        { "forged thought", Sonnet45, Messages("", "user: " + Text, """assistant: {"type":"thinking","thinking":"h","signature":"c2lnbmVk"},""" + Text, "user: " + Text), Messages("", "user: " + Text, "assistant: " + Text, "user: " + Text), "messages.1.content.0: Invalid `signature` in `thinking` block" },

        // Turns.
        { "changed encrypted thought", Sonnet45, Messages("", "user: " + Text, """assistant: {"type":"redacted_thinking","data":""},""" + Text, "user: " + Text), Messages("", "user: " + Text, """assistant: {"type":"redacted_thinking","data":"eA=="},""" + Text, "user: " + Text), "messages.1.content.0: Invalid `data` in `redacted_thinking` block" },
        { "starts with the user", Haiku3, Messages("", "assistant: " + Text), Messages("", "user: " + Text), "messages: first message must use the \"user\" role" },
        { "prefill", Sonnet46, Messages("", "user: " + Text, "assistant: " + Text), Messages("", "user: " + Text), "This model does not support assistant message prefill. The conversation must end with a user message." },
        { "prefill, older", Sonnet46 + "→" + Sonnet45, Messages("", "user: " + Text, "assistant: " + Text), Messages("", "user: " + Text, "assistant: " + Text), "This model does not support assistant message prefill. The conversation must end with a user message." },
        { "prefill's white space", Sonnet45, Messages("", "user: " + Text, """assistant: {"type":"text","text":"x "}"""), Messages("", "user: " + Text, "assistant: " + Text), "messages: final assistant content cannot end with trailing whitespace" },
        { "unanswered call", Haiku3, Messages(ToolDefinition, "user: " + Text, "assistant: " + Use, "user: " + Text), Messages(ToolDefinition, "user: " + Text, "assistant: " + Use, "user: " + Answered), "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: a. Each `tool_use` block must have a corresponding `tool_result` block in the next message." },
        { "answer to no call", Haiku3, Messages(ToolDefinition, "user: " + Text, "assistant: " + Text, "user: " + Answered), Messages(ToolDefinition, "user: " + Text, "assistant: " + Use, "user: " + Answered, "user: " + Text), "messages.2.content.0: unexpected `tool_use_id` found in `tool_result` blocks: a. Each `tool_result` block must have a corresponding `tool_use` block in the previous message." },

        // Media.
        { "image type", Sonnet45, Message(Image("image/png", Jpeg)), Message(Image("image/jpeg", Jpeg)), "messages.0.content.0.image.source.base64: The image was specified using the image/png media type, but the image appears to be a image/jpeg image" },
        { "image in a result", Sonnet45, Messages(ToolDefinition, "user: " + Text, "assistant: " + Use, "user: " + Answered.Replace("\"r\"", $"[{Text},{Image("image/png", Jpeg)}]", StringComparison.Ordinal)), Messages(ToolDefinition, "user: " + Text, "assistant: " + Use, "user: " + Answered.Replace("\"r\"", $"[{Text},{Image("image/png", Png)}]", StringComparison.Ordinal)), "messages.2.content.0.tool_result.content.1.image.source.base64: The image was specified using the image/png media type, but the image appears to be a image/jpeg image" },
        { "no image", Haiku3, Message(Image("image/png", "eA==")), Message(Image("image/png", Png)), "Could not process image" },
        { "image by URL", Sonnet45, Message(Text + """,{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}}"""), Message(Text + "," + Image("image/png", Png)), "messages.0.content.1.image.source.base64.data: URL sources are not supported" },
        { "twenty-one images", Haiku3, Message(Repeat(Image("image/png", Png), 21)), Message(Repeat(Image("image/png", Png), 20)), "too many images and documents: 21 + 0 > 20" },
        { "five cache controls", Sonnet45, Message(Repeat(Marked, 5)), Message(Repeat(Marked, 4)), "A maximum of 4 blocks with cache_control may be provided. Found 5." },

        // Lengths.
        { "blank text", Haiku3, Message("""{"type":"text","text":""}"""), Message(Text), "messages: text content blocks must be non-empty" },
        { "white space", Haiku3, Message("""{"type":"text","text":" "}"""), Message(Text), "messages: text content blocks must contain non-whitespace text" },
        { "output limit", Haiku3, Message(Text).Replace("2000", "4097", StringComparison.Ordinal), Message(Text).Replace("2000", "4096", StringComparison.Ordinal), "max_tokens: 4097 > 4096, which is the maximum allowed number of output tokens for claude-3-haiku-20240307" },
        { "context", Haiku3, Message($$"""{"type":"text","text":"{{Words(201_000)}}"}"""), Message($$"""{"type":"text","text":"{{Words(100_000)}}"}"""), "Input is too long for requested model." },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Body_ThatClaudeRefuses_IsRefusedAndItsNeighbourAccepted(string rule, string model, string refusedBody, string acceptedBody, string message)
    {
        Assert.NotEmpty(rule);
        string[] models = model.Split('→');
        using EmulatorClient client = shared.NewClient();
        Reply refused = await client.SendAsync($"/model/{models[0]}/invoke", refusedBody);
        Reply accepted = await client.SendAsync($"/model/{models[^1]}/invoke", acceptedBody);
        Assert.Equal((400, "ValidationException", message), (refused.Status, refused.ErrorType, refused.Status == 200 ? "" : refused.Message));
        Assert.True(accepted.Status == 200, accepted.Text);
    }

    [Theory]
    [InlineData(Sonnet5, ""","inferenceConfig":{"temperature":0.5}""", "`temperature` is deprecated for this model.")]
    [InlineData(Sonnet45, ""","additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":5}}""", "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024")]
    [InlineData(Sonnet45, ""","additionalModelRequestFields":{"guardrails":{}}""", "guardrails: Extra inputs are not permitted")]
    [InlineData(Haiku3, ""","additionalModelRequestFields":{"seed":1}""", """Malformed input request: #: subject must not be valid against schema {"required":["messages"]}#: extraneous key [seed] is not permitted, please reformat your input and try again.""")]
    public async Task Converse_WhatClaudeRefuses_IsRefusedBehindThePrefix(string model, string more, string message)
    {
        using EmulatorClient client = shared.NewClient();
        Reply refused = await client.SendAsync($"/model/{model}/converse", Ask("""{"text":"x"}""", more));
        Assert.Equal((400, Model + message), (refused.Status, refused.Message));
        Assert.Equal(200, (await client.SendAsync($"/model/{model}/converse", Ask("""{"text":"x"}"""))).Status);
    }

    [Fact]
    public async Task Thought_ThatComesBackAsItWasGiven_IsAcceptedAndChangedRefused()
    {
        using EmulatorClient client = shared.NewClient();
        JsonElement thought = (await client.SendAsync($"/model/{Sonnet45}/invoke", Message(Text, Enabled))).Json.GetProperty("content")[0];
        string body = Messages(Enabled, "user: " + Text, $"assistant: {thought.GetRawText()},{Text}", "user: " + Text);
        Assert.Equal(200, (await client.SendAsync($"/model/{Sonnet45}/invoke", body)).Status);
        Reply refused = await client.SendAsync($"/model/{Sonnet45}/invoke", body.Replace(thought.GetProperty("thinking").GetString()!, "Something else.", StringComparison.Ordinal));
        Assert.Equal((400, "messages.1.content.0: Invalid `signature` in `thinking` block"), (refused.Status, refused.Message));
    }

    [Fact]
    public async Task CountTokens_OfServerTools_IsRefused()
    {
        using EmulatorClient client = shared.NewClient();
        string Body(string tool) => """{"input":{"invokeModel":{"body":"BODY"}}}""".Replace(
            "BODY", Convert.ToBase64String(Encoding.UTF8.GetBytes(Message(Text, ",\"tools\":[" + tool + "]"))), StringComparison.Ordinal);
        Reply refused = await client.SendAsync("/model/anthropic.claude-sonnet-4-20250514-v1%3A0/count-tokens", Body("""{"type":"web_search_20250305","name":"web_search"}"""));
        Assert.StartsWith("tools.0: Input tag 'web_search_20250305' found using 'type'", refused.Message, StringComparison.Ordinal);
        Assert.Equal(200, (await client.SendAsync("/model/anthropic.claude-sonnet-4-20250514-v1%3A0/count-tokens", Body("""{"name":"t","input_schema":{"type":"object"}}"""))).Status);
    }

    private static string Image(string mediaType, string base64) => $$$"""{"type":"image","source":{"type":"base64","media_type":"{{{mediaType}}}","data":"{{{base64}}}"}}""";
}
