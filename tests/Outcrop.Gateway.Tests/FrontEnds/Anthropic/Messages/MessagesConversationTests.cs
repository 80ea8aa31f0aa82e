using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outcrop.Emulator;
using Outcrop.Gateway.FrontEnds.Anthropic.Messages;
using Outcrop.Gateway.Tests.Support;
using static Outcrop.Gateway.Tests.FrontEnds.Anthropic.Messages.MessagesCalling;

namespace Outcrop.Gateway.Tests.FrontEnds.Anthropic.Messages;

/// <summary>
/// Acceptance row 17: a conversation of five turns with thinking, encrypted thoughts, calls and pictures. What the model signed or encrypted goes back to Bedrock byte for byte, whether the caller took the answers whole or
/// in events; the emulator refuses a signature it did not give.
/// </summary>
public class MessagesConversationTests
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC";
    private const string Model = "us.anthropic.claude-3-7-sonnet-20250219-v1:0";
    private const string Members = """
        "max_tokens":4096,"thinking":{"type":"enabled","budget_tokens":1024},"tools":[{"name":"look","input_schema":{"type":"object","properties":{"at":{"type":"string"}}}}]
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Row17_FiveTurns_ProofsGoBackByteForByte(bool stream)
    {
        await using EmulatedPair pair = await EmulatedPair.StartAsync("{\"retry\":{\"maxAttempts\":1},\"bedrock\":{\"apiByModel\":{\"" + Model + "\":\"converse\"}}}");
        var messages = new JsonArray(Turn("user", new JsonObject { ["type"] = "text", ["text"] = "What is this?" }, Picture()));
        var proofs = new List<string>();
        for (int turn = 0; turn < 5; turn++)
        {
            pair.Emulator.Script(new EmulatorScript
            {
                Reasoning = $"Thought {turn}: \"é\" \\ \n end.",
                RedactedReasoning = $"hidden-{turn}-{new string('x', turn * 7)}",
                Text = $"Answer {turn}.",
                ToolCalls = turn is 0 or 1 or 3 ? [new EmulatorToolCall { Name = "look", InputJson = "{\"at\":\"left\"}" }] : null,
            });
            JsonArray content = await AskAsync(pair.Gateway, messages, stream);
            EmulatorRequest sent = pair.Emulator.Journal[^1];
            Assert.Equal(200, sent.StatusCode);
            Assert.Equal(proofs, ProofsOf(JsonDocument.Parse(sent.BodyText).RootElement));
            Assert.Contains(Png, sent.BodyText, StringComparison.Ordinal);

            proofs.AddRange(content.Where(static block => (string?)block!["type"] is "thinking" or "redacted_thinking").Select(static block => (string?)block!["signature"] ?? Blob((string)block["data"]!)));
            Assert.Equal(2 * (turn + 1), proofs.Count);
            messages.Add(Turn("assistant", [.. content.Select(static block => block!.DeepClone())]));
            JsonNode? call = content.FirstOrDefault(static block => (string?)block!["type"] == "tool_use");
            messages.Add(call is null
                ? Turn("user", new JsonObject { ["type"] = "text", ["text"] = $"And then, {turn}?" })
                : Turn("user", new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = (string)call["id"]!, ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = "a red square" }, Picture()) }));
        }

        Assert.Equal(5, pair.Emulator.Journal.Count);
    }

    /// <summary>Any blob survives the way to the caller and back: text, bytes that are none, and text that looks like our mark.</summary>
    [Fact]
    public void Redacted_AnyBlob_ComesBackAsItWas()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            byte[] bytes = new byte[seed % 40];
            new Random(seed).NextBytes(bytes);
            string blob = Convert.ToBase64String(seed % 3 == 0 ? Encoding.UTF8.GetBytes($"base64:{seed}") : bytes);
            string text = RedactedData.ToText(blob);
            Assert.True(RedactedData.Restore(Blob(text)) == blob, $"seed {seed}: {blob} became {text}");
        }

        Assert.Equal("base64:not base64", RedactedData.ToText("not base64"));
    }

    private static string Blob(string data) => Convert.ToBase64String(Encoding.UTF8.GetBytes(data));

    private static JsonObject Picture() => new() { ["type"] = "image", ["source"] = new JsonObject { ["type"] = "base64", ["media_type"] = "image/png", ["data"] = Png } };

    private static JsonObject Turn(string role, params JsonNode?[] content) => new() { ["role"] = role, ["content"] = new JsonArray(content) };

    /// <summary>Asks, and gives the answer's content as a client would send it back.</summary>
    private static async Task<JsonArray> AskAsync(RunningGateway gateway, JsonArray messages, bool stream)
    {
        (int status, string answer, bool whole) = await gateway.AskAsync("{\"model\":\"" + Model + "\",\"stream\":" + (stream ? "true" : "false") + "," + Members + ",\"messages\":" + messages.ToJsonString() + "}");
        Assert.True(status == 200 && whole, answer);
        if (!stream)
        {
            return JsonNode.Parse(answer)!["content"]!.DeepClone().AsArray();
        }

        // As Anthropic's own client puts it together: texts are appended, a signature replaces the one before.
        var content = new JsonArray();
        string input = "";
        foreach (string line in answer.Split('\n').Where(static line => line.StartsWith("data: ", StringComparison.Ordinal)))
        {
            JsonNode data = JsonNode.Parse(line["data: ".Length..])!;
            switch ((string)data["type"]!)
            {
                case "content_block_start":
                    Assert.Equal(content.Count, (int)data["index"]!);
                    content.Add(data["content_block"]!.DeepClone());
                    break;
                case "content_block_delta":
                    JsonNode block = content[(int)data["index"]!]!;
                    foreach ((string name, JsonNode? value) in data["delta"]!.AsObject())
                    {
                        switch (name)
                        {
                            case "text" or "thinking":
                                block[name] = (string)block[name]! + (string)value!;
                                break;
                            case "signature":
                                block[name] = (string)value!;
                                break;
                            case "partial_json":
                                input += (string)value!;
                                break;
                            default:
                                break;
                        }
                    }

                    break;
                case "content_block_stop" when input.Length > 0:
                    content[(int)data["index"]!]!["input"] = JsonNode.Parse(input);
                    input = "";
                    break;
                default:
                    break;
            }
        }

        return content;
    }

    /// <summary>The proofs of a Converse request, in order, by their members' names alone.</summary>
    private static IEnumerable<string> ProofsOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(ProofsOf),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(static member => member.Name is "signature" or "redactedContent" ? [member.Value.GetString()!] : ProofsOf(member.Value)),
        _ => [],
    };
}
