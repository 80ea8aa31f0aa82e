using System.Text.Json;
using System.Text.Json.Nodes;
using Outcrop.Emulator;
using Outcrop.Gateway.Recorded;
using Outcrop.Gateway.Tests.FrontEnds.Anthropic.Messages;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds.Anthropic.Native;

/// <summary>Acceptance row 17 in the native lane: five turns with thoughts, hidden ones among them, and calls. The emulator refuses a signature that it did not give.</summary>
public class NativeConversationTests
{
    private const string Model = "us.anthropic.claude-3-7-sonnet-20250219-v1:0";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Row17_FiveTurns_ProofsGoBackByteForByte(bool stream)
    {
        await using EmulatedPair pair = await EmulatedPair.StartAsync();
        var messages = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "What is this?" });
        var proofs = new List<string>();
        for (int turn = 0; turn < 5; turn++)
        {
            bool calls = turn is 0 or 1 or 3;
            pair.Emulator.Script(new EmulatorScript
            {
                Reasoning = $"Thought {turn}: \"é\" \\ \n end.",
                RedactedReasoning = $"hidden-{turn}-{new string('x', turn * 7)}",
                Text = $"Answer {turn}.",
                ToolCalls = calls ? [new EmulatorToolCall { Name = "look", InputJson = "{\"at\":\"left\"}" }] : null,
            });
            var request = new JsonObject
            {
                ["model"] = Model,
                ["max_tokens"] = 4096,
                ["thinking"] = new JsonObject { ["type"] = "enabled", ["budget_tokens"] = 1024 },
                ["tools"] = new JsonArray(new JsonObject { ["name"] = "look", ["input_schema"] = new JsonObject { ["type"] = "object" } }),
                ["stream"] = stream,
                ["messages"] = messages.DeepClone(),
            };
            (int status, string body, _) = await pair.Gateway.AskAsync(request.ToJsonString());
            Assert.True(status == 200, body);
            MessagesTranscript read = stream ? MessagesTranscript.OfStream(body) : MessagesTranscript.OfAnswer(body);
            Assert.True(read is { Fault: null, Error: null, Done: true }, body);
            JsonArray content = stream ? Assemble(body) : JsonNode.Parse(body)!["content"]!.DeepClone().AsArray();
            string[] given = [.. content.Select(static block => (string?)block!["signature"] ?? (string?)block["data"]).OfType<string>()];
            Assert.Equal(2, given.Length);

            EmulatorRequest sent = pair.Emulator.Journal[^1];
            Assert.Equal((200, stream ? "InvokeModelWithResponseStream" : "InvokeModel"), (sent.StatusCode, sent.Operation));
            Assert.Equal(proofs, ProofsIn(sent.BodyText));
            Assert.Equal(2 * turn, proofs.Count);

            proofs.AddRange(given);
            messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = content });
            JsonNode? call = content.FirstOrDefault(static block => (string?)block!["type"] == "tool_use");
            messages.Add(new JsonObject
            {
                ["role"] = "user",
                ["content"] = call is null ? new JsonArray(new JsonObject { ["type"] = "text", ["text"] = $"And then, {turn}?" })
                    : new JsonArray(new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = (string?)call["id"], ["content"] = "a red square" }),
            });
        }
    }

    private static List<string> ProofsIn(string body)
    {
        var proofs = new List<string>();
        foreach (JsonElement message in JsonDocument.Parse(body).RootElement.GetProperty("messages").EnumerateArray())
        {
            JsonElement content = message.GetProperty("content");
            foreach (JsonElement block in content.ValueKind == JsonValueKind.Array ? content.EnumerateArray() : default)
            {
                if (block.GetProperty("type").GetString() is "thinking" or "redacted_thinking")
                {
                    proofs.Add((block.TryGetProperty("signature", out JsonElement signature) ? signature : block.GetProperty("data")).GetString()!);
                }
            }
        }

        return proofs;
    }

    /// <summary>Puts the blocks of a stream together, as Anthropic's clients do.</summary>
    private static JsonArray Assemble(string stream)
    {
        var blocks = new JsonArray();
        string arguments = "";
        foreach ((string name, string data) in NativeCalling.EventsOf(stream))
        {
            JsonNode json = JsonNode.Parse(data)!;
            if (name == "content_block_start")
            {
                blocks.Add(json["content_block"]!.DeepClone());
                arguments = "";
            }
            else if (name == "content_block_delta")
            {
                JsonNode block = blocks[^1]!;
                JsonNode delta = json["delta"]!;
                string member = (string)delta["type"]! switch { "text_delta" => "text", "thinking_delta" => "thinking", "signature_delta" => "signature", _ => "" };
                if (member.Length > 0)
                {
                    block[member] = (string?)block[member] + (string?)delta[member];
                }
                else
                {
                    arguments += (string?)delta["partial_json"];
                }
            }
            else if (name == "content_block_stop" && (string?)blocks[^1]!["type"] == "tool_use")
            {
                blocks[^1]!["input"] = JsonNode.Parse(arguments);
            }
        }

        return blocks;
    }
}
