using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outcrop.Emulator;
using Outcrop.Gateway.Tests.Support;
using static Outcrop.Gateway.Tests.FrontEnds.OpenAI.Chat.ChatCalling;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Chat;

/// <summary>
/// Acceptance row 17: a conversation of five turns with reasoning, calls and a picture. What the model signed or encrypted goes back to Bedrock byte for byte, whether the caller
/// took the answers whole or in pieces; the emulator refuses a signature it did not give.
/// </summary>
public class ChatConversationTests
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC";
    private const string Members = """
        "max_tokens":4096,"reasoning":{"max_tokens":1024},"tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object","properties":{"at":{"type":"string"}}}}}]
        """;

    [Theory]
    [InlineData(Claude, false)]
    [InlineData(Claude, true)]
    [InlineData("us.anthropic.claude-3-7-sonnet-20250219-v1:0", false)]
    [InlineData("us.anthropic.claude-3-7-sonnet-20250219-v1:0", true)]
    public async Task Row17_FiveTurns_ProofsGoBackByteForByte(string model, bool stream)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero });
        await using RunningGateway gateway = await StartAsync(emulator, "{\"retry\":{\"maxAttempts\":1},\"bedrock\":{\"apiByModel\":{\"us.anthropic.claude-3-7-sonnet-20250219-v1:0\":\"invoke\"}}}");
        var messages = new JsonArray(new JsonObject
        {
            ["role"] = "user",
            ["content"] = new JsonArray(
                new JsonObject { ["type"] = "text", ["text"] = "What is this?" },
                new JsonObject { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = "data:image/png;base64," + Png } }),
        });
        var proofs = new List<string>();
        for (int turn = 0; turn < 5; turn++)
        {
            bool calls = turn is 0 or 1 or 3;
            emulator.Script(new EmulatorScript
            {
                Reasoning = $"Thought {turn}: \"é\" \\ \n end.",
                RedactedReasoning = $"hidden-{turn}-{new string('x', turn * 7)}",
                Text = $"Answer {turn}.",
                ToolCalls = calls ? [new EmulatorToolCall { Name = "look", InputJson = "{\"at\":\"left\"}" }] : null,
            });
            JsonObject answer = await AskAsync(gateway, model, messages, stream);
            JsonArray details = answer["reasoning_details"]!.AsArray();
            proofs.AddRange(Proofs(details));
            Assert.Equal(2 * (turn + 1), proofs.Count);

            EmulatorRequest sent = emulator.Journal[^1];
            Assert.Equal(200, sent.StatusCode);
            string upstream = sent.BodyText;
            Assert.Equal(proofs.Take(2 * turn), ProofsOf(JsonDocument.Parse(upstream).RootElement));
            Assert.Contains(Png, upstream, StringComparison.Ordinal);

            messages.Add(answer.DeepClone());
            if (answer["tool_calls"] is JsonArray made)
            {
                messages.Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = made[0]!["id"]!.GetValue<string>(), ["content"] = "a red square" });
            }
            else
            {
                messages.Add(new JsonObject { ["role"] = "user", ["content"] = $"And then, {turn}?" });
            }
        }

        Assert.Equal(5, emulator.Journal.Count);
    }

    /// <summary>Most clients of this dialect do not send thoughts back. In the middle of a round of calls a thinking model refuses that; the request goes through without thinking, and says so.</summary>
    [Fact]
    public async Task ThoughtsNotSentBack_WithinARoundOfCalls_AreDoneWithout()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero });
        await using RunningGateway gateway = await StartAsync(emulator, "{}");
        const string Request = "{\"model\":\"us.anthropic.claude-3-7-sonnet-20250219-v1:0\"," + Members + ",\"messages\":[{\"role\":\"user\",\"content\":\"Look.\"}";
        const string Round = ",{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"look\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"content\":\"red\"}";

        using HttpResponseMessage without = await gateway.CallAsync(Request + Round + "]}");
        Assert.True((int)without.StatusCode == 200, await without.Content.ReadAsStringAsync());
        Assert.Contains("reasoning_effort", without.Headers.GetValues("x-outcrop-dropped-params").Single(), StringComparison.Ordinal);

        // What was learnt holds for such requests, not for the model.
        using HttpResponseMessage with = await gateway.CallAsync(Request + "]}");
        Assert.Equal(200, (int)with.StatusCode);
        Assert.Contains("\"thinking\":{", emulator.Journal[^1].BodyText, StringComparison.Ordinal);
    }

    /// <summary>Asks, and gives the answer's message as a client would send it back.</summary>
    private static async Task<JsonObject> AskAsync(RunningGateway gateway, string model, JsonArray messages, bool stream)
    {
        string body = "{\"model\":\"" + model + "\",\"stream\":" + (stream ? "true" : "false") + "," + Members + ",\"messages\":" + messages.ToJsonString() + "}";
        (int status, string answer, bool whole) = await gateway.AskAsync(body);
        Assert.True(status == 200 && whole, answer);
        if (!stream)
        {
            return JsonNode.Parse(answer)!["choices"]![0]!["message"]!.AsObject();
        }

        // Every piece is kept as it came, as clients do that know nothing of reasoning_details.
        var message = new JsonObject { ["role"] = "assistant" };
        var text = new StringBuilder();
        var details = new JsonArray();
        JsonObject? call = null;
        foreach (string line in answer.Split("\n\n").Where(static line => line.StartsWith("data: {", StringComparison.Ordinal)))
        {
            JsonNode chunk = JsonNode.Parse(line["data: ".Length..])!;
            JsonNode delta = chunk["choices"]![0]!["delta"]!;
            text.Append((string?)delta["content"]);
            foreach (JsonNode? detail in delta["reasoning_details"]?.AsArray() ?? [])
            {
                details.Add(detail!.DeepClone());
            }

            foreach (JsonNode? piece in delta["tool_calls"]?.AsArray() ?? [])
            {
                if (call is null)
                {
                    call = piece!.DeepClone().AsObject();
                }
                else
                {
                    call["function"]!["arguments"] = (string?)call["function"]!["arguments"] + (string?)piece!["function"]!["arguments"];
                }
            }
        }

        message["content"] = text.ToString();
        message["reasoning_details"] = details;
        if (call is not null)
        {
            message["tool_calls"] = new JsonArray(call);
        }

        return message;
    }

    private static IEnumerable<string> Proofs(JsonArray details) => details.GroupBy(static detail => (int)detail!["index"]!)
        .Select(static thought => string.Concat(thought.Select(static piece => (string?)piece!["signature"] ?? (string?)piece["data"])));

    /// <summary>The proofs of an upstream request, in order: Converse's and Claude's own form, by their members' names alone.</summary>
    private static IEnumerable<string> ProofsOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            return value.EnumerateArray().SelectMany(ProofsOf);
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        return value.EnumerateObject().SelectMany(member => member.Name switch
        {
            "signature" or "redactedContent" => [member.Value.GetString()!],

            // Claude's own dialect has the text that Converse has as base64.
            "data" when value.GetProperty("type").ValueEquals("redacted_thinking") => [Convert.ToBase64String(Encoding.UTF8.GetBytes(member.Value.GetString()!))],
            _ => ProofsOf(member.Value),
        });
    }
}
