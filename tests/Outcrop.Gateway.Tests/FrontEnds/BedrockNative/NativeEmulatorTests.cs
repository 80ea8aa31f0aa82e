using System.Text;
using System.Text.Json;
using Outcrop.Emulator;
using Outcrop.Gateway.Tests.Support;
using static Outcrop.Gateway.Tests.FrontEnds.BedrockNative.NativeGateway;

namespace Outcrop.Gateway.Tests.FrontEnds.BedrockNative;

/// <summary>The whole way: a gateway that signs anew, and an emulator that verifies what it signed.</summary>
public class NativeEmulatorTests
{
    private const string Ask = """{"messages":[{"role":"user","content":[{"text":"Hello"}]}]}""";
    private const string AskClaude = """{"anthropic_version":"bedrock-2023-05-31","max_tokens":50,"messages":[{"role":"user","content":"Hello"}]}""";

    public static TheoryData<string, string, string?, string> Calls => new()
    {
        { "POST", Path("converse"), Ask, "\"stopReason\":\"end_turn\"" },
        { "POST", Path("converse-stream"), Ask, "messageStop" },
        { "POST", Path("invoke"), AskClaude, "\"stop_reason\":\"" },
        { "POST", Path("invoke-with-response-stream"), AskClaude, "chunk" },
        { "POST", Path("invoke", "us.amazon.nova-lite-v1:0"), Ask, "end_turn" },
        { "POST", Path("count-tokens", "anthropic.claude-3-5-haiku-20241022-v1:0"), """{"input":{"converse":{"messages":[{"role":"user","content":[{"text":"Hello"}]}]}}}""", "\"inputTokens\":" },
        { "GET", "/foundation-models?byProvider=Amazon", null, "\"modelSummaries\":[" },
        { "GET", "/foundation-models/amazon.nova-lite-v1:0", null, "\"modelDetails\":" },
        { "GET", "/inference-profiles?type=SYSTEM_DEFINED&maxResults=5", null, "\"inferenceProfileSummaries\":[" },
        { "GET", "/inference-profiles/us.amazon.nova-lite-v1:0", null, "\"inferenceProfileId\":" },
        { "GET", "/async-invoke", null, "\"asyncInvokeSummaries\":" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_ThroughGatewayAndEmulator_IsVerifiedAndAnswered(string method, string path, string? body, string expected)
    {
        await using EmulatedPair pair = await EmulatedPair.StartAsync(Sample.WithKeys());
        Answer answer = await pair.Gateway.AskAsync(method, path, body is null ? null : Encoding.UTF8.GetBytes(body), ("Authorization", "Bearer " + Sample.Key));

        Assert.True(answer.Status == 200, $"{answer.Status} {answer.ErrorType}: {answer.Text}");
        Assert.Contains(expected, answer.Text, StringComparison.Ordinal);
        EmulatorRequest reached = Assert.Single(pair.Emulator.Journal);
        Assert.Equal(body ?? "", reached.BodyText);
        Assert.Equal(200, reached.StatusCode);
    }

    [Fact]
    public async Task AsyncInvoke_StartedAndAskedFor_IsTheSame()
    {
        await using EmulatedPair pair = await EmulatedPair.StartAsync("""{"models":{"aliases":{"video":"amazon.nova-reel-v1:0"} } }""");
        Answer started = await pair.Gateway.AskAsync("POST", "/async-invoke", """
            {"modelId":"video","modelInput":{"taskType":"TEXT_VIDEO","textToVideoParams":{"text":"A stone"},"videoGenerationConfig":{"durationSeconds":6,"fps":24,"dimension":"1280x720"}},"outputDataConfig":{"s3OutputDataConfig":{"s3Uri":"s3://bucket/x"}},"clientRequestToken":"0123456789abcdef0123456789abcdef01"}
            """);
        Assert.True(started.Status == 200, started.Text);
        string arn = started.Json.GetProperty("invocationArn").GetString()!;
        Answer asked = await pair.Gateway.AskAsync("GET", "/async-invoke/" + arn.Replace("/", "%2F"));
        Answer listed = await pair.Gateway.AskAsync("GET", "/async-invoke?maxResults=10");

        Assert.Equal(arn, asked.Json.GetProperty("invocationArn").GetString());
        Assert.Equal(arn, listed.Json.GetProperty("asyncInvokeSummaries")[0].GetProperty("invocationArn").GetString());
        Assert.Contains("nova-reel", pair.Emulator.Journal[0].BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_OfAws_AreItsOwn()
    {
        await using EmulatedPair pair = await EmulatedPair.StartAsync();
        (await pair.Gateway.AskAsync("POST", Path("converse", "amazon.no-such-model-v1:0"), Ask)).Refused(400, "ValidationException");
        (await pair.Gateway.AskAsync("POST", Path("converse"), "{\"messages\":7}")).Refused(400, "SerializationException");
        Answer guardrail = await pair.Gateway.AskAsync("POST", "/guardrail/nothere/version/1/apply", """{"source":"INPUT","content":[{"text":{"text":"x"}}]}""");
        Assert.True(guardrail.Status is >= 400 and < 500 && guardrail.ErrorType is not null, guardrail.Text);
    }
}
