using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outcrop.Emulator;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Responses;

/// <summary>Acceptance rows 7 and 17 over five turns with thoughts, calls and an image: what the model signed and what it encrypted goes back byte for byte, however the caller keeps its conversation.</summary>
public class ResponsesConversationTests
{
    private const string Model = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    private const string Image = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC";

    private static readonly string[] Thoughts = ["Is it \"quartz\"?\n\tPerhaps — 石英.", "Look at the picture.", "Two more calls.", "Now compare </thinking>.", "Done 🪨."];

    [Theory]
    [InlineData("stored", false)]
    [InlineData("stored", true)]
    [InlineData("items", false)]
    [InlineData("items", true)]
    [InlineData("bare", true)]
    [InlineData("references", true)]
    public async Task Row17_FiveTurns_ProofsGoBackByteForByte(string keeping, bool stream)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero });
        Script(emulator);
        await using RunningGateway gateway = await EmulatedGateway.StartAsync(emulator);
        var history = new JsonArray();
        string? previous = null;
        JsonArray[] turns =
        [
            Items("""{"role":"user","content":"What stone is this?"}"""),
            Items($$"""{"type":"function_call_output","call_id":"CALL0","output":[{"type":"input_text","text":"A photograph"},{"type":"input_image","image_url":"data:image/png;base64,{{Image}}","detail":"auto"}]}"""),
            Items("""{"role":"user","content":[{"type":"input_text","text":"And its neighbours?"}]}"""),
            Items("""{"type":"function_call_output","call_id":"CALL0","output":"beryl"}""", """{"type":"function_call_output","call_id":"CALL1","output":""}""", """{"role":"user","content":"Be brief."}"""),
            Items("""{"role":"user","content":"Thanks. Sum up."}"""),
        ];
        string[] calls = [];
        string last = "";
        foreach (JsonArray turn in turns)
        {
            JsonArray added = Named(turn, calls);
            foreach (JsonNode? item in added)
            {
                history.Add(item!.DeepClone());
            }

            var body = new JsonObject
            {
                ["model"] = Model,
                ["stream"] = stream,
                ["store"] = keeping is "stored" or "references",
                ["max_output_tokens"] = 8000,
                ["reasoning"] = new JsonObject { ["effort"] = "medium", ["summary"] = keeping == "bare" ? null : "auto" },
                ["include"] = new JsonArray("reasoning.encrypted_content"),
                ["tools"] = Items("""{"type":"function","name":"look","parameters":{"type":"object","properties":{"at":{"type":"string"}}},"strict":false}"""),
                ["input"] = keeping == "stored" ? added.DeepClone() : history.DeepClone(),
                ["previous_response_id"] = keeping == "stored" ? previous : null,
            };
            JsonObject response = await SendAsync(gateway, body, stream);
            Assert.Equal("completed", (string?)response["status"]);
            previous = (string)response["id"]!;
            calls = [.. response["output"]!.AsArray().Where(static item => (string?)item!["type"] == "function_call").Select(static item => (string)item!["call_id"]!)];
            foreach (JsonNode? item in response["output"]!.AsArray())
            {
                history.Add(Kept(item!.AsObject(), keeping));
                last = (string?)item["content"]?[0]?["text"] ?? last;
            }
        }

        Assert.Equal("Quartz.", last);
        Assert.All(emulator.Journal, static request => Assert.Equal(200, request.StatusCode));
        AssertProofs(emulator);
        Assert.Contains(Image, emulator.Journal[^1].BodyText, StringComparison.Ordinal);
    }

    private static void Script(BedrockEmulator emulator)
    {
        EmulatorToolCall look = new() { Name = "look", InputJson = """{"at": "it",  "n": 1.50}""" };
        emulator.Script(new EmulatorScript { Reasoning = Thoughts[0], RedactedReasoning = "secret one", Text = "Let me look.", ToolCalls = [look] });
        emulator.Script(new EmulatorScript { Reasoning = Thoughts[1], Text = "It is quartz." });
        emulator.Script(new EmulatorScript { Reasoning = Thoughts[2], RedactedReasoning = "secret two", ToolCalls = [look, look] });
        emulator.Script(new EmulatorScript { Reasoning = Thoughts[3], Text = "Beryl." });
        emulator.Script(new EmulatorScript { Reasoning = Thoughts[4], Text = "Quartz." });
    }

    /// <summary>The emulator has checked every signature against its thought; here every one is there, at its place, and so is what was encrypted and what was called.</summary>
    private static void AssertProofs(BedrockEmulator emulator)
    {
        using JsonDocument body = JsonDocument.Parse(emulator.Journal[^1].BodyText);
        JsonElement[] messages = [.. body.RootElement.GetProperty("messages").EnumerateArray()];
        Assert.Equal(["user", "assistant", "user", "assistant", "user", "assistant", "user", "assistant", "user"], messages.Select(static message => message.GetProperty("role").GetString()));
        for (int turn = 0; turn < 4; turn++)
        {
            JsonElement[] content = [.. messages[(turn * 2) + 1].GetProperty("content").EnumerateArray()];
            JsonElement thought = content[0].GetProperty("reasoningContent").GetProperty("reasoningText");
            Assert.Equal(Thoughts[turn], thought.GetProperty("text").GetString());
            Assert.NotEmpty(thought.GetProperty("signature").GetString()!);
            if (turn % 2 == 0)
            {
                string secret = turn == 0 ? "secret one" : "secret two";
                Assert.Equal(secret, Encoding.UTF8.GetString(content[1].GetProperty("reasoningContent").GetProperty("redactedContent").GetBytesFromBase64()));
                Assert.Equal("""{"at": "it",  "n": 1.50}""", content[^1].GetProperty("toolUse").GetProperty("input").GetRawText());
            }
        }

        // Row 7: both results are one message, before what else the user said.
        Assert.Equal(["toolResult", "toolResult", "text"], messages[6].GetProperty("content").EnumerateArray().Select(static block => block.EnumerateObject().First().Name));
    }

    /// <summary>What a caller keeps of an item: all of it; of a thought only what brings it back, as Codex does; or its name.</summary>
    private static JsonObject Kept(JsonObject item, string keeping)
    {
        if (keeping == "references")
        {
            return new JsonObject { ["type"] = "item_reference", ["id"] = (string)item["id"]! };
        }

        JsonObject kept = item.DeepClone().AsObject();
        if (keeping == "bare" && (string?)item["type"] == "reasoning")
        {
            kept.Remove("content");
            kept.Remove("status");
        }

        return kept;
    }

    private static JsonArray Named(JsonArray items, string[] calls)
    {
        string json = items.ToJsonString();
        for (int index = 0; index < calls.Length; index++)
        {
            json = json.Replace($"CALL{index}", calls[index], StringComparison.Ordinal);
        }

        return JsonNode.Parse(json)!.AsArray();
    }

    private static JsonArray Items(params string[] items) => JsonNode.Parse($"[{string.Join(',', items)}]")!.AsArray();

    private static async Task<JsonObject> SendAsync(RunningGateway gateway, JsonObject body, bool stream)
    {
        using HttpResponseMessage response = await gateway.PostAsync("/v1/responses", body.ToJsonString());
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        return JsonNode.Parse(stream ? Sse.Read(text)[^1].GetProperty("response").GetRawText() : text)!.AsObject();
    }
}
