using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Outcrop.Emulator;
using Outcrop.Extensions.AI.Tests.Support;

namespace Outcrop.Extensions.AI.Tests.Chat;

/// <summary>Five turns with thinking and tools: every signature and every encrypted thought goes back as it came, however the conversation is kept.</summary>
public sealed class FiveTurnsTests
{
    private const int Turns = 5;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Conversation_FiveTurnsWithThinkingAndTools_SendsEveryProofBackByteForByte(bool streaming, bool stored)
    {
        await using EmulatedBedrock bedrock = await EmulatedBedrock.StartAsync();
        var recorder = new Recorder(bedrock.Client.AsIChatClient(EmulatedBedrock.Claude));
        using IChatClient chat = recorder.AsBuilder().UseFunctionInvocation().Build();
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create(Add), AIFunctionFactory.Create(Cities)], Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Low } };
        var history = new List<ChatMessage>();
        for (int turn = 0; turn < Turns; turn++)
        {
            // A thought and an encrypted one before two calls at once, then before the answer; one turn without an open thought.
            bedrock.Emulator.Script(new EmulatorScript
            {
                Reasoning = turn == 2 ? null : $"Turn {turn}: \"Zahlen\" addieren → 数字 \n and \\ look up",
                RedactedReasoning = $"EroB{turn}+/==",
                Text = turn == 3 ? null : $"I look, {turn}.",
                ToolCalls = [new EmulatorToolCall { Name = "Add", InputJson = $$"""{"a":{{turn}},"b":2}""" }, new EmulatorToolCall { Name = "Cities", InputJson = """{"names":["Bern","Zürich"],"where":{"lat":46.90}}""" }],
            });
            bedrock.Emulator.Script(new EmulatorScript { Reasoning = $"Now turn {turn} ends.", RedactedReasoning = turn % 2 == 0 ? "second" : null, Text = $"Answer {turn}." });
            history.Add(new ChatMessage(ChatRole.User, $"Question {turn}"));
            ChatResponse response = streaming
                ? await chat.GetStreamingResponseAsync(history, options, TestContext.Current.CancellationToken).ToChatResponseAsync(TestContext.Current.CancellationToken)
                : await chat.GetResponseAsync(history, options, TestContext.Current.CancellationToken);
            Assert.EndsWith($"Answer {turn}.", response.Text, StringComparison.Ordinal);
            history.AddRange(response.Messages);
            if (stored)
            {
                history = JsonSerializer.Deserialize<List<ChatMessage>>(JsonSerializer.Serialize(history, AIJsonUtilities.DefaultOptions), AIJsonUtilities.DefaultOptions)!;
            }
        }

        Assert.Equal(2 * Turns, bedrock.Emulator.Journal.Count);
        Assert.All(bedrock.Emulator.Journal, request => Assert.Equal(200, request.StatusCode));

        // The request at place n holds the answers 0 … n-1, each with its reasoning.
        for (int place = 1; place < bedrock.Emulator.Journal.Count; place++)
        {
            JsonElement[] answers = [.. bedrock.Body(place).GetProperty("messages").EnumerateArray().Where(message => message.GetProperty("role").GetString() == "assistant")];
            Assert.Equal(place, answers.Length);
            for (int answer = 0; answer < place; answer++)
            {
                Assert.Equal(recorder.Answers[answer], ReasoningOf(answers[answer]));
            }
        }

        // 4 × 3 turns with a thought and one without, the answers likewise: the test would be worth nothing without them.
        Assert.Equal((Turns * 2) - 1, recorder.Answers.Sum(answer => answer.Count(block => block.Signature is { Length: > 20 })));
        Assert.Equal(Turns + 3, recorder.Answers.Sum(answer => answer.Count(block => block.Redacted is not null)));
        AssertPairs(bedrock.Body());
    }

    private static IEnumerable<(string? Text, string? Signature, string? Redacted)> ReasoningOf(JsonElement message)
    {
        foreach (JsonElement block in message.GetProperty("content").EnumerateArray())
        {
            if (!block.TryGetProperty("reasoningContent", out JsonElement reasoning))
            {
                continue;
            }

            yield return reasoning.TryGetProperty("redactedContent", out JsonElement redacted)
                ? (null, null, redacted.GetString())
                : (reasoning.GetProperty("reasoningText").GetProperty("text").GetString(), reasoning.GetProperty("reasoningText").GetProperty("signature").GetString(), null);
        }
    }

    /// <summary>Each turn's calls are answered together, in order, in the message that follows; arguments and results are what they were.</summary>
    private static void AssertPairs(JsonElement body)
    {
        JsonElement[] messages = [.. body.GetProperty("messages").EnumerateArray()];
        int pairs = 0;
        for (int i = 0; i + 1 < messages.Length; i++)
        {
            JsonElement[] calls = [.. messages[i].GetProperty("content").EnumerateArray().Where(block => block.TryGetProperty("toolUse", out _)).Select(block => block.GetProperty("toolUse"))];
            if (calls.Length == 0)
            {
                continue;
            }

            JsonElement[] results = [.. messages[i + 1].GetProperty("content").EnumerateArray().Select(block => block.GetProperty("toolResult"))];
            Assert.Equal(calls.Select(call => call.GetProperty("toolUseId").GetString()), results.Select(result => result.GetProperty("toolUseId").GetString()));
            Assert.Equal($$"""{"a":{{pairs}},"b":2}""", calls[0].GetProperty("input").GetRawText());
            Assert.Equal("""{"names":["Bern","Zürich"],"where":{"lat":46.90}}""", calls[1].GetProperty("input").GetRawText());
            Assert.Equal((pairs + 2).ToString(System.Globalization.CultureInfo.InvariantCulture), results[0].GetProperty("content")[0].GetProperty("text").GetString());
            Assert.Equal(2, results[1].GetProperty("content")[0].GetProperty("json").GetProperty("count").GetInt32());
            pairs++;
        }

        Assert.Equal(Turns, pairs);
    }

    [Description("Adds two numbers.")]
    private static int Add(int a, int b) => a + b;

    [Description("Finds cities.")]
    private static Dictionary<string, object> Cities(string[] names, Dictionary<string, double> where) => new() { ["count"] = names.Length, ["lat"] = where["lat"] };
}
