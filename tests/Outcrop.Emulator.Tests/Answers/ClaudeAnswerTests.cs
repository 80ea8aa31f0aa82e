using System.Text;
using System.Text.Json;
using Outcrop.Emulator.Tests.Support;

namespace Outcrop.Emulator.Tests.Answers;

/// <summary>What only Claude does: signed reasoning, redacted reasoning, citations.</summary>
public sealed class ClaudeAnswerTests
{
    private const string Model = "/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0";

    private const string Thinking = """, "thinking":{"type":"enabled","budget_tokens":1024}""";

    private const string Redact = "ANTHROPIC_MAGIC_STRING_TRIGGER_REDACTED_THINKING_46C9A13E193C177646C7398A98432ECCCE4C1253D5E2D82641AC0E52CC2876CB";

    private const string Document =
        """{"document":{"format":"txt","name":"policy","source":{"text":"Employees get 20 days of leave. Consult with your manager for details."},"citations":{"enabled":true}}}""";

    [Fact]
    public async Task Reasoning_ComingBackAsItWas_IsAcceptedAndAnyChangeRefused()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        JsonElement block = (await client.SendAsync(Model + "/invoke", EmulatorTest.Messages("Think", Thinking, 2000))).Json.GetProperty("content")[0];
        string text = block.GetProperty("thinking").GetString()!;
        string signature = block.GetProperty("signature").GetString()!;

        Assert.Equal(200, (await BackAsync(client, text, signature)).Status);
        foreach ((string changed, string signed) in ((string, string)[])[(text + " ", signature), (text, signature[..^5] + "AAAA="), (text, ""), (text, "forged")])
        {
            Reply refused = await BackAsync(client, changed, signed);
            Assert.Equal((400, "messages.1.content.0: Invalid `signature` in `thinking` block"), (refused.Status, refused.Message));
            string reasoning = $$"""{"text":"{{changed}}","signature":"{{signed}}"}""";
            Reply converse = await client.SendAsync(
                Model + "/converse",
                """{"messages":[{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[{"reasoningContent":{"reasoningText":""" + reasoning
                + """}},{"text":"b"}]},{"role":"user","content":[{"text":"c"}]}]}""");
            Assert.Equal("The model returned the following errors: messages.1.content.0: Invalid `signature` in `thinking` block", converse.Message);
        }
    }

    [Theory]
    [InlineData("EicKJQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCU=", 200)]
    [InlineData("EicKJAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJA==", 400)]
    [InlineData("CicSJQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCU=", 400)]
    [InlineData("EgYKBAECAwQ=", 400)]
    [InlineData("not base64!", 400)]
    public async Task Reasoning_SignedElsewhere_IsAcceptedByItsForm(string signature, int status)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Reply reply = await BackAsync(client, "a thought of AWS's", signature);
        Assert.True(reply.Status == status, reply.Text);
    }

    [Fact]
    public async Task Reasoning_WithTheTestersWords_IsRedactedInBothDialects()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        JsonElement invoked = (await client.SendAsync(Model + "/invoke", EmulatorTest.Messages(Redact, Thinking, 2000))).Json.GetProperty("content")[0];
        JsonElement conversed = (await client.SendAsync(Model + "/converse", EmulatorTest.Converse(Redact, """, "additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":1024}}"""))).Json
            .GetProperty("output").GetProperty("message").GetProperty("content")[0].GetProperty("reasoningContent");

        string data = invoked.GetProperty("data").GetString()!;
        Assert.Equal("redacted_thinking", invoked.GetProperty("type").GetString());
        Assert.Equal(data, Encoding.UTF8.GetString(conversed.GetProperty("redactedContent").GetBytesFromBase64()));
        foreach ((string given, int status) in ((string, int)[])[(data, 200), (data[..^6] + "AAAAAA", 400), ("", 400)])
        {
            Reply reply = await client.SendAsync(Model + "/invoke", $$"""
                {"anthropic_version":"bedrock-2023-05-31","max_tokens":20,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"redacted_thinking","data":"{{given}}"},{"type":"text","text":"b"}]},{"role":"user","content":"c"}]}
                """);
            Assert.Equal(status, reply.Status);
        }
    }

    [Fact]
    public async Task Converse_CitableDocument_IsQuotedFromItsPlace()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        JsonElement content = (await client.SendAsync(Model + "/converse", Ask(Document))).Json.GetProperty("output").GetProperty("message").GetProperty("content");
        JsonElement cited = content[1].GetProperty("citationsContent");
        Assert.Equal(
            """{"location":{"documentChar":{"documentIndex":0,"end":70,"start":32}},"sourceContent":[{"text":"Consult with your manager for details."}],"title":"policy"}""",
            cited.GetProperty("citations")[0].GetRawText());
        Assert.Equal("Consult with your manager for details.", cited.GetProperty("content")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task ConverseStream_Citation_ComesBeforeItsText()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        List<Frame> frames = (await client.SendAsync(Model + "/converse-stream", Ask(Document))).Frames();
        JsonElement[] block = [.. frames.Where(frame => frame.Type == "contentBlockDelta" && frame.Payload.GetProperty("contentBlockIndex").GetInt32() == 1).Select(frame => frame.Payload.GetProperty("delta"))];
        Assert.True(block[0].TryGetProperty("citation", out JsonElement citation));
        Assert.Equal("policy", citation.GetProperty("title").GetString());
        Assert.Equal("Consult with your manager for details.", string.Concat(block[1..].Select(delta => delta.GetProperty("text").GetString())));
    }

    [Theory]
    [InlineData("""{"document":{"format":"pdf","name":"paper","source":{"bytes":"JVBERg=="},"citations":{"enabled":true}}}""", "documentPage")]
    [InlineData("""{"document":{"format":"txt","name":"parts","source":{"content":[{"text":"One."},{"text":"Ask the manager."}]},"citations":{"enabled":true}}}""", "documentChunk")]
    [InlineData("""{"searchResult":{"source":"https://example.com/a","title":"Facts","content":[{"text":"The manager knows."}],"citations":{"enabled":true}}}""", "searchResultLocation")]
    [InlineData("""{"document":{"format":"txt","name":"policy","source":{"text":"Nobody asked."},"citations":{"enabled":false}}}""", null)]
    public async Task Converse_EveryKindOfDocument_HasItsOwnLocation(string document, string? place)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Reply reply = await client.SendAsync(Model + "/converse", Ask(document));
        Assert.True(reply.Status == 200, reply.Text);
        Assert.Equal(place is not null, reply.Text.Contains("citationsContent", StringComparison.Ordinal));
        Assert.Contains(place ?? "You said", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InvokeStream_Citation_IsADeltaOfItsOwn()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        List<JsonElement> chunks = (await client.SendAsync(Model + "/invoke-with-response-stream", """
            {"anthropic_version":"bedrock-2023-05-31","max_tokens":200,"messages":[{"role":"user","content":[
              {"type":"document","source":{"type":"text","media_type":"text/plain","data":"Ask the manager. Then leave."},"title":"policy","citations":{"enabled":true}},{"type":"text","text":"Whom: the manager?"}]}]}
            """)).Chunks();
        JsonElement delta = chunks.First(chunk => chunk.TryGetProperty("delta", out JsonElement found) && found.TryGetProperty("citation", out _)).GetProperty("delta");
        Assert.Equal(
            """{"type":"citations_delta","citation":{"type":"char_location","cited_text":"Ask the manager. ","document_index":0,"document_title":"policy","start_char_index":0,"end_char_index":17}}""",
            delta.GetRawText());
    }

    private static string Ask(string document) => $$"""{"messages":[{"role":"user","content":[{{document}},{"text":"Whom should they consult, the manager?"}]}]}""";

    private static Task<Reply> BackAsync(EmulatorClient client, string text, string signature) => client.SendAsync(Model + "/invoke", $$"""
        {"anthropic_version":"bedrock-2023-05-31","max_tokens":20,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"thinking","thinking":"{{text}}","signature":"{{signature}}"},{"type":"text","text":"b"}]},{"role":"user","content":"c"}]}
        """);
}
