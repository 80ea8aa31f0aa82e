using System.Text.Json;
using Outcrop.Emulator.Tests.Support;

namespace Outcrop.Emulator.Tests.ControlPlane;

/// <summary>What Claude Code asks of Bedrock (CLAUDE_CODE_USE_BEDROCK=1): profiles, probes of one token, streams of its own large bodies.</summary>
public sealed class ClaudeCodeTests
{
    [Theory]
    [InlineData("us-east-1", "global us")]
    [InlineData("eu-west-1", "eu global")]
    [InlineData("ap-northeast-1", "apac global jp")]
    [InlineData("us-gov-west-1", "")]
    public async Task SystemProfiles_OfARegion_AreThoseThatAwsHasThere(string region, string prefixes)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator) { Signer = new TestSigner(emulator.AccessKeyId, emulator.SecretAccessKey, Region: region) };
        Reply reply = await client.SendAsync("/inference-profiles?type=SYSTEM_DEFINED", method: HttpMethod.Get);
        JsonElement[] profiles = [.. reply.Json.GetProperty("inferenceProfileSummaries").EnumerateArray()];
        string[] found = [.. profiles.Select(profile => profile.GetProperty("inferenceProfileId").GetString()!.Split('.')[0]).Distinct().Order(StringComparer.Ordinal)];
        Assert.All(found, prefix => Assert.Contains(prefix, prefixes.Split(' ')));
        Assert.Equal(prefixes.Length > 0, found.Length > 0);
        foreach (JsonElement profile in profiles)
        {
            string[] models = [.. profile.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("modelArn").GetString()!)];
            Assert.True(models.Length > 1, profile.GetRawText());
            Assert.StartsWith($"arn:aws:bedrock:{region}:", models.FirstOrDefault(arn => arn.Contains(region, StringComparison.Ordinal)) ?? $"arn:aws:bedrock:{region}:", StringComparison.Ordinal);
            Assert.Equal(profile.GetProperty("inferenceProfileId").GetString()!.StartsWith("global.", StringComparison.Ordinal), models[^1].StartsWith("arn:aws:bedrock:::foundation-model/", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("global.anthropic.claude-opus-5-5")]
    [InlineData("us.anthropic.claude-haiku-4-5-20251001-v1%3A0")]
    [InlineData("us.anthropic.claude-sonnet-4-6")]
    public async Task Session_ProbesAndStreams_AreAnswered(string model)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Reply probe = await client.SendAsync($"/model/{model}/invoke", EmulatorTest.Messages("quota", maxTokens: 1));
        Assert.Equal((200, "max_tokens"), (probe.Status, probe.Json.GetProperty("stop_reason").GetString()));
        bool adaptive = !model.Contains("haiku", StringComparison.Ordinal);
        string thinking = adaptive ? """ "thinking":{"type":"adaptive","display":"omitted"},"output_config":{"effort":"high"}, """ : "";
        Reply stream = await client.SendAsync($"/model/{model}/invoke-with-response-stream", $$$"""
            {
              "anthropic_version":"bedrock-2023-05-31","max_tokens":32000,{{{thinking}}}
              "anthropic_beta":["claude-code-20250219","interleaved-thinking-2025-05-14","context-management-2025-06-27"],
              "context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]},
              "system":[{"type":"text","text":"x-anthropic-billing-header: cc_version=2.1.330"},{"type":"text","text":"You are Claude Code.","cache_control":{"type":"ephemeral"}}],
              "tools":[{"name":"Bash","description":"Runs a command.","input_schema":{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"command":{"type":"string"} },"required":["command"],"additionalProperties":false}}],
              "messages":[{"role":"user","content":[{"type":"text","text":"Use Bash to list the files.","cache_control":{"type":"ephemeral"}}]}],
              "metadata":{"user_id":"user_1"}
            }
            """);
        Assert.True(stream.Status == 200, stream.Text);
        Assert.Contains(stream.Chunks(), chunk => chunk.GetProperty("type").GetString() == "content_block_start" && chunk.GetProperty("content_block").GetProperty("type").GetString() == "tool_use");
        Assert.Equal("message_stop", stream.Chunks()[^1].GetProperty("type").GetString());
    }
}
