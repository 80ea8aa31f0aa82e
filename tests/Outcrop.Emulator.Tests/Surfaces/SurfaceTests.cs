using System.Text.Json;
using Outcrop.Emulator.Tests.Guardrails;
using Outcrop.Emulator.Tests.Support;
using Outcrop.Testing;

namespace Outcrop.Emulator.Tests.Surfaces;

/// <summary>The OpenAI- and Anthropic-compatible surfaces, on bedrock-runtime and on mantle.</summary>
public sealed class SurfaceTests
{
    private const string Chat = """{"model":"openai.gpt-oss-20b","messages":[{"role":"user","content":"Say OK"}]""";

    private const string WeatherTool =
        """, "tools":[{"type":"function","name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}]""";

    [Fact]
    public async Task Mantle_EveryRecordedRequest_HasTheRecordedShape()
    {
        string folder = SharedFolder.Require("recordings", "mantle-openai");
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using EmulatorClient client = Mantle(emulator);
        var faults = new List<string>();
        int count = 0;
        foreach (string file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
            JsonElement request = document.RootElement.GetProperty("request");
            JsonElement recorded = document.RootElement.GetProperty("response");
            JsonElement body = request.GetProperty("body");
            Reply reply = await client.SendAsync(
                request.GetProperty("path").GetString()!, body.ValueKind == JsonValueKind.Null ? "" : body.GetRawText(), new HttpMethod(request.GetProperty("method").GetString()!));
            count++;
            string name = Path.GetFileName(file);
            if (reply.Status != 200)
            {
                faults.Add($"{name}: {reply.Status} {reply.Text}");
            }
            else if (recorded.TryGetProperty("bodyJson", out JsonElement expected))
            {
                faults.AddRange(JsonShape.Differences(expected, reply.Json).Select(difference => $"{name}: {difference}"));
            }
            else
            {
                faults.AddRange(CompareStream(recorded.GetProperty("bodyText").GetString()!, reply).Select(difference => $"{name}: {difference}"));
            }
        }

        Assert.Empty(faults);
        Assert.True(count > 5);
    }

    [Fact]
    public async Task ChatCompletions_OnMantle_HasReasoningBesideTheContent()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using EmulatorClient client = Mantle(emulator);
        JsonElement message = (await client.SendAsync("/v1/chat/completions", Chat + "}")).Json.GetProperty("choices")[0].GetProperty("message");
        Assert.StartsWith("You said: \"Say OK\"", message.GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(message.GetProperty("reasoning").GetString()!);
    }

    [Fact]
    public async Task ChatCompletions_OnRuntime_HasReasoningInsideTheContent()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        JsonElement message = (await client.SendAsync("/openai/v1/chat/completions", Chat.Replace("20b", "20b-1:0", StringComparison.Ordinal) + "}")).Json.GetProperty("choices")[0].GetProperty("message");
        Assert.StartsWith("<reasoning>", message.GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.False(message.TryGetProperty("reasoning", out _));
    }

    [Fact]
    public async Task ChatCompletions_Streamed_SaysTheSameAsWhole()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using EmulatorClient client = Mantle(emulator);
        JsonElement whole = (await client.SendAsync("/v1/chat/completions", Chat + "}")).Json;
        Reply reply = await client.SendAsync("/v1/chat/completions", Chat + """, "stream":true, "stream_options":{"include_usage":true}}""");

        Assert.Equal("text/event-stream", reply.Headers["Content-Type"]);
        Assert.All(Sse.Events(reply), item => Assert.Null(item.Name));
        Assert.Equal("[DONE]", Sse.Events(reply)[^1].Data);
        List<JsonElement> chunks = Sse.Data(reply);
        Assert.Equal(
            whole.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString(),
            string.Concat(chunks.SkipLast(1).Select(chunk => chunk.GetProperty("choices")[0].GetProperty("delta")).Select(delta => delta.TryGetProperty("content", out JsonElement text) ? text.GetString() : "")));
        Assert.Equal("stop", chunks[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(whole.GetProperty("usage").GetRawText(), chunks[^1].GetProperty("usage").GetRawText());
    }

    [Fact]
    public async Task Responses_ToolStreamed_BuildsTheArguments()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using EmulatorClient client = Mantle(emulator);
        Reply reply = await client.SendAsync("/v1/responses", $$"""{"model":"openai.gpt-oss-20b","input":"get weather","stream":true{{WeatherTool}}}""");

        List<JsonElement> events = Sse.Data(reply);
        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(item => item.GetProperty("sequence_number").GetInt32()));
        string arguments = string.Concat(events.Where(item => Type(item) == "response.function_call_arguments.delta").Select(item => item.GetProperty("delta").GetString()));
        Assert.Equal(arguments, events.Single(item => Type(item) == "response.function_call_arguments.done").GetProperty("arguments").GetString());
        JsonElement output = events[^1].GetProperty("response").GetProperty("output");
        Assert.Equal(("response.completed", "function_call"), (Type(events[^1]), output[output.GetArrayLength() - 1].GetProperty("type").GetString()));
        Assert.Equal(arguments, output[output.GetArrayLength() - 1].GetProperty("arguments").GetString());
    }

    [Fact]
    public async Task Responses_TooFewTokens_IsIncomplete()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using EmulatorClient client = Mantle(emulator);
        JsonElement reply = (await client.SendAsync("/v1/responses", """{"model":"openai.gpt-oss-20b","input":"Hello","max_output_tokens":20}""")).Json;
        Assert.Equal("incomplete", reply.GetProperty("status").GetString());
        Assert.Equal("max_output_tokens", reply.GetProperty("incomplete_details").GetProperty("reason").GetString());
        Assert.Equal(20, reply.GetProperty("usage").GetProperty("output_tokens").GetInt32());
    }

    [Fact]
    public async Task Messages_Streamed_HasAnthropicsEventNamesAndNoMetrics()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Reply reply = await client.SendAsync(
            "/anthropic/v1/messages", """{"model":"us.anthropic.claude-sonnet-4-6","max_tokens":50,"stream":true,"messages":[{"role":"user","content":"Hi"}]}""");
        List<(string? Name, string Data)> events = Sse.Events(reply);
        Assert.Equal(["message_start", "content_block_start", "content_block_delta", "content_block_stop", "message_delta", "message_stop"], events.Select(item => item.Name).Distinct());
        Assert.All(events, item => Assert.Contains($"\"type\":\"{item.Name}\"", item.Data, StringComparison.Ordinal));
        Assert.Equal("""{"type":"message_stop"}""", events[^1].Data);
    }

    [Fact]
    public async Task Messages_CountTokens_AgreesWithUsage()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using EmulatorClient client = Mantle(emulator);
        const string body = """{"model":"anthropic.claude-sonnet-5","messages":[{"role":"user","content":"How long is a piece of string?"}]""";
        int counted = (await client.SendAsync("/anthropic/v1/messages/count_tokens", body + "}")).Json.GetProperty("input_tokens").GetInt32();
        int used = (await client.SendAsync("/anthropic/v1/messages", body + ",\"max_tokens\":5}")).Json.GetProperty("usage").GetProperty("input_tokens").GetInt32();
        Assert.Equal(counted, used);
    }

    [Theory]
    [InlineData("/v1/chat/completions", "anthropic.claude-sonnet-5", 400, "model `anthropic.claude-sonnet-5` isn't supported on this route")]
    [InlineData("/v1/chat/completions", "openai.gpt-5.6-luna", 400, "model `openai.gpt-5.6-luna` isn't supported on this route")]
    [InlineData("/openai/v1/responses", "openai.gpt-oss-20b", 400, "model `openai.gpt-oss-20b` isn't supported on this route")]
    [InlineData("/v1/chat/completions", "us.openai.gpt-oss-20b", 400, "model `us.openai.gpt-oss-20b` isn't supported on this route")]
    [InlineData("/v1/chat/completions", "nobody.nothing", 404, "The model `nobody.nothing` does not exist")]
    public async Task Mantle_ModelOnTheWrongRoute_IsRefusedInOpenAIsWords(string path, string model, int status, string message)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using EmulatorClient client = Mantle(emulator);
        Reply reply = await client.SendAsync(path, $$"""{"model":"{{model}}","input":"x","messages":[{"role":"user","content":"x"}]}""");
        Assert.Equal((status, message), (reply.Status, reply.Json.GetProperty("error").GetProperty("message").GetString()));
    }

    [Theory]
    [InlineData("/v1/models", "bedrock-mantle", null, 200)]
    [InlineData("/v1/models", "bedrock", null, 403)]
    [InlineData("/openai/v1/models", "bedrock", null, 200)]
    [InlineData("/openai/v1/models", "bedrock-mantle", null, 200)]
    [InlineData("/openai/v1/models", "bedrock-mantle", "bedrock-runtime.us-east-1.amazonaws.com", 403)]
    [InlineData("/openai/v1/models", "bedrock-mantle", "bedrock-mantle.us-east-1.api.aws", 200)]
    public async Task Surface_SigningName_FollowsHostAndPath(string path, string service, string? host, int status)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator) { Signer = null };
        Reply reply = await client.SendAsync(path, method: HttpMethod.Get, change: request => new TestSigner("outcrop", "outcrop-secret", Service: service, HostHeader: host).Sign(request, []));
        Assert.True(reply.Status == status, reply.Text);
    }

    [Fact]
    public async Task Surface_GuardrailHeaders_AreHonoured()
    {
        await using BedrockEmulator emulator = await GuardrailTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        JsonElement reply = (await client.SendAsync(
            "/openai/v1/chat/completions", """{"model":"openai.gpt-oss-20b-1:0","messages":[{"role":"user","content":"How is the weather?"}]}""", change: GuardrailTest.Headers())).Json;
        Assert.Equal("Guardrail blocked the input.", reply.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("INTERVENED", reply.GetProperty("amazon-bedrock-guardrailAction").GetString());
    }

    [Fact]
    public async Task Surface_ScriptedFaults_EndTheStreamWithoutItsMark()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        emulator.Script(new EmulatorScript { Operation = "ChatCompletions", ExceptionType = "throttlingException", ExceptionAfterEvents = 2 });
        using EmulatorClient client = Mantle(emulator);
        Reply reply = await client.SendAsync("/v1/chat/completions", Chat + """, "stream":true}""");
        List<JsonElement> chunks = Sse.Data(reply);
        Assert.Equal(3, chunks.Count);
        Assert.Equal("rate_limit_error", chunks[2].GetProperty("error").GetProperty("type").GetString());
        Assert.DoesNotContain("[DONE]", reply.Text, StringComparison.Ordinal);
    }

    private static EmulatorClient Mantle(BedrockEmulator emulator)
    {
        var client = new EmulatorClient(emulator);
        client.Signer = client.Signer! with { Service = "bedrock-mantle" };
        return client;
    }

    private static string Type(JsonElement item) => item.GetProperty("type").GetString()!;

    /// <summary>The same events in the same order, repetitions aside, each with the same members.</summary>
    private static IEnumerable<string> CompareStream(string recorded, Reply reply)
    {
        List<JsonElement> expected = [.. recorded.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(block => JsonDocument.Parse(block.Trim()["data: ".Length..]).RootElement)];
        List<JsonElement> actual = Sse.Data(reply);
        string[] order = [.. Grammar(expected)];
        if (!order.SequenceEqual(Grammar(actual)))
        {
            yield return $"{string.Join(' ', order)} became {string.Join(' ', Grammar(actual))}";
            yield break;
        }

        foreach (string type in order.Distinct())
        {
            foreach (string difference in JsonShape.Differences(expected.First(item => Type(item) == type), actual.First(item => Type(item) == type), type))
            {
                yield return difference;
            }
        }
    }

    private static IEnumerable<string> Grammar(List<JsonElement> events)
    {
        string before = "";
        foreach (JsonElement item in events)
        {
            if (Type(item) != before)
            {
                yield return before = Type(item);
            }
        }
    }
}
