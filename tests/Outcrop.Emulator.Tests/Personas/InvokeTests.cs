using System.Globalization;
using System.Text.Json;
using Outcrop.Emulator.Tests.Support;

namespace Outcrop.Emulator.Tests.Personas;

/// <summary>Every family's own bodies over InvokeModel, whole and streamed.</summary>
public sealed class InvokeTests
{
    private const string Hello = "Hello there";

    /// <summary>Family, model, body, where the text is, where the stop reason is, its value; {0} is the limit of tokens.</summary>
    public static TheoryData<string, string, string, string, string> Families => new()
    {
        { EmulatorTest.Claude, """{"anthropic_version":"bedrock-2023-05-31","max_tokens":{0},"messages":[{"role":"user","content":"Hello there"}]}""", "content/0/text", "stop_reason", "end_turn|max_tokens" },
        { "anthropic.claude-v2", """{"prompt":"\n\nHuman: Hello there\n\nAssistant:","max_tokens_to_sample":{0}}""", "completion", "stop_reason", "stop_sequence|max_tokens" },
        { "amazon.titan-text-express-v1", """{"inputText":"User: Hello there\nBot:","textGenerationConfig":{"maxTokenCount":{0}}}""", "results/0/outputText", "results/0/completionReason", "FINISH|LENGTH" },
        { "cohere.command-text-v14", """{"prompt":"Hello there","max_tokens":{0},"stream":true}""", "generations/0/text", "generations/0/finish_reason", "COMPLETE|MAX_TOKENS" },
        { "cohere.command-r-v1%3A0", """{"message":"Hello there","max_tokens":{0}}""", "text", "finish_reason", "COMPLETE|MAX_TOKENS" },
        { "ai21.j2-mid-v1", """{"prompt":"Hello there","maxTokens":{0}}""", "completions/0/data/text", "completions/0/finishReason/reason", "endoftext|length" },
        { "meta.llama3-8b-instruct-v1%3A0", """{"prompt":"<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHello there<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n","max_gen_len":{0}}""", "generation", "stop_reason", "stop|length" },
        { "meta.llama2-13b-chat-v1", """{"prompt":"<s>[INST] <<SYS>>\nBe kind.\n<</SYS>>\n\nHello there [/INST]","max_gen_len":{0}}""", "generation", "stop_reason", "stop|length" },
        { "mistral.mistral-7b-instruct-v0%3A2", """{"prompt":"<s>[INST] Hello there [/INST]","max_tokens":{0}}""", "outputs/0/text", "outputs/0/stop_reason", "stop|length" },
        { "amazon.nova-lite-v1%3A0", """{"messages":[{"role":"user","content":[{"text":"Hello there"}]}],"inferenceConfig":{"maxTokens":{0}}}""", "output/message/content/0/text", "stopReason", "end_turn|max_tokens" },
        { "openai.gpt-oss-20b-1%3A0", """{"messages":[{"role":"user","content":"Hello there"}],"max_tokens":{0}}""", "choices/0/message/content", "choices/0/finish_reason", "stop|length" },
        { "arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aimported-model%2Fllamaimprt01", """{"prompt":"Hello there","max_gen_len":{0}}""", "generation", "stop_reason", "stop|length" },
        { "arn%3Aaws%3Asagemaker%3Aus-east-1%3A767398002385%3Aendpoint%2Fx", """{"prompt":"Hello there","max_tokens":{0}}""", "choices/0/text", "choices/0/finish_reason", "stop|length" },
    };

    [Theory]
    [MemberData(nameof(Families))]
    public async Task Invoke_EveryFamily_AnswersInItsOwnBodyAndObeysTheLimit(string model, string body, string textAt, string stopAt, string stops)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);

        Reply whole = await client.SendAsync($"/model/{model}/invoke", WithLimit(body, 500));
        Reply limited = await client.SendAsync($"/model/{model}/invoke", WithLimit(body, 7));

        Assert.True(whole.Status == 200, whole.Text);
        Assert.Contains($"You said: \"{Hello}\"", At(whole.Json, textAt), StringComparison.Ordinal);
        Assert.Equal(stops.Split('|')[0], At(whole.Json, stopAt));
        Assert.Equal(stops.Split('|')[1], At(limited.Json, stopAt));
        Assert.Equal("7", limited.Headers["X-Amzn-Bedrock-Output-Token-Count"]);
        Assert.True(At(limited.Json, textAt).Length < At(whole.Json, textAt).Length);
        Assert.True(int.Parse(whole.Headers["X-Amzn-Bedrock-Input-Token-Count"], CultureInfo.InvariantCulture) > 0);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public async Task InvokeStream_EveryFamily_CarriesTheSameTextAndTheMetricsLast(string model, string body, string textAt, string stopAt, string stops)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        string request = WithLimit(body, 500);
        Reply whole = await client.SendAsync($"/model/{model}/invoke", request);
        Reply reply = await client.SendAsync($"/model/{model}/invoke-with-response-stream", request);
        if (model.StartsWith("ai21.j2", StringComparison.Ordinal))
        {
            Assert.Equal((400, "The model is unsupported for streaming."), (reply.Status, reply.Message));
            return;
        }

        Assert.Equal("application/json", reply.Headers["X-Amzn-Bedrock-Content-Type"]);
        Assert.All(reply.Frames(), frame => Assert.Equal((["bytes", "p"], "chunk"), (frame.Payload.EnumerateObject().Select(member => member.Name).ToArray(), frame.Type), PairComparer.Instance));
        List<JsonElement> chunks = reply.Chunks();
        Assert.All(chunks[..^1], chunk => Assert.False(chunk.TryGetProperty("amazon-bedrock-invocationMetrics", out _)));
        JsonElement metrics = chunks[^1].GetProperty("amazon-bedrock-invocationMetrics");
        Assert.Equal(whole.Headers["X-Amzn-Bedrock-Output-Token-Count"], metrics.GetProperty("outputTokenCount").ToString());
        Assert.Equal(whole.Headers["X-Amzn-Bedrock-Input-Token-Count"], metrics.GetProperty("inputTokenCount").ToString());
        Assert.Equal(At(whole.Json, textAt), string.Concat(chunks.Select(TextOf)));
        Assert.Contains(stops.Split('|')[0], string.Concat(chunks.Select(chunk => chunk.GetRawText())), StringComparison.Ordinal);
        Assert.NotEmpty(stopAt);
    }

    [Fact]
    public async Task AnthropicStream_ToolAndText_HasAnthropicsEventsWithoutPing()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        const string tools = ""","tools":[{"name":"now","input_schema":{"type":"object"}},{"name":"get_weather","input_schema":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}],"tool_choice":{"type":"any"}""";

        List<JsonElement> chunks = (await client.SendAsync($"/model/{EmulatorTest.Claude}/invoke-with-response-stream", EmulatorTest.Messages("get_weather", tools))).Chunks();

        string[] types = [.. chunks.Select(chunk => chunk.GetProperty("type").GetString()!)];
        Assert.Equal(["message_start", "content_block_start"], types[..2]);
        Assert.Equal(["content_block_stop", "message_delta", "message_stop"], types[^3..]);
        Assert.DoesNotContain("ping", types);
        string input = string.Concat(chunks.Where(chunk => chunk.GetProperty("type").GetString() == "content_block_delta" && chunk.GetProperty("delta").TryGetProperty("partial_json", out _))
            .Select(chunk => chunk.GetProperty("delta").GetProperty("partial_json").GetString()));
        Assert.Equal("""{"city":"sample"}""", input);
        Assert.Equal("tool_use", chunks[^2].GetProperty("delta").GetProperty("stop_reason").GetString());
    }

    [Fact]
    public async Task CohereStream_WithoutStreamInTheBody_IsOneChunkWithTheWholeAnswer()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        JsonElement chunk = Assert.Single((await client.SendAsync("/model/cohere.command-text-v14/invoke-with-response-stream", """{"prompt":"x"}""")).Chunks());
        Assert.Equal(["id", "generations", "prompt", "amazon-bedrock-invocationMetrics"], chunk.EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [InlineData("amazon.titan-embed-text-v1", """{"inputText":"#"}""", "embedding", 1536, false)]
    [InlineData("amazon.titan-embed-text-v2%3A0", """{"inputText":"#"}""", "embedding", 1024, true)]
    [InlineData("amazon.titan-embed-text-v2%3A0", """{"inputText":"#","dimensions":256}""", "embedding", 256, true)]
    [InlineData("cohere.embed-english-v3", """{"texts":["#"],"input_type":"search_query"}""", "embeddings/0", 1024, true)]
    [InlineData("cohere.embed-english-v3", """{"texts":["#"],"input_type":"search_query","embedding_types":["float"]}""", "embeddings/float/0", 1024, true)]
    public async Task Embeddings_SimilarTexts_LieCloserThanOthers(string model, string body, string at, int dimensions, bool normalized)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        async Task<float[]> EmbedAsync(string text) =>
            [.. Walk((await client.SendAsync($"/model/{model}/invoke", body.Replace("#", text, StringComparison.Ordinal))).Json, at).EnumerateArray().Select(value => value.GetSingle())];

        float[] cats = await EmbedAsync("The cat sat on the mat");
        float[] again = await EmbedAsync("The cat sat on the mat");
        float[] cat = await EmbedAsync("A cat is sitting on a mat");
        float[] tax = await EmbedAsync("Quarterly tax filings were delayed");

        Assert.Equal(dimensions, cats.Length);
        Assert.Equal(cats, again);
        Assert.True(Dot(cats, cat) > Dot(cats, tax) + 0.1);
        if (normalized)
        {
            Assert.Equal(1, Dot(cats, cats), 3);
        }
    }

    private static string WithLimit(string body, int limit) => body.Replace("{0}", limit.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static string At(JsonElement json, string path) => Walk(json, path).GetString()!;

    private static JsonElement Walk(JsonElement json, string path)
    {
        foreach (string part in path.Split('/'))
        {
            json = json.ValueKind == JsonValueKind.Array ? json[int.Parse(part, CultureInfo.InvariantCulture)] : json.GetProperty(part);
        }

        return json;
    }

    /// <summary>The text of a chunk of whatever family.</summary>
    private static string TextOf(JsonElement chunk)
    {
        foreach (string path in (string[])["delta/text", "completion", "outputText", "text", "generation", "outputs/0/text", "contentBlockDelta/delta/text", "choices/0/delta/content", "choices/0/text"])
        {
            JsonElement json = chunk;
            bool found = true;
            foreach (string part in path.Split('/'))
            {
                if (json.ValueKind == JsonValueKind.Array && json.GetArrayLength() > 0)
                {
                    json = json[0];
                }
                else if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(part, out json))
                {
                    found = false;
                    break;
                }
            }

            if (found && json.ValueKind == JsonValueKind.String)
            {
                return json.GetString()!;
            }
        }

        return "";
    }

    private static double Dot(float[] a, float[] b)
    {
        double dot = 0;
        double lengths = Math.Sqrt(a.Sum(value => (double)value * value)) * Math.Sqrt(b.Sum(value => (double)value * value));
        for (int i = 0; i < a.Length; i++)
        {
            dot += (double)a[i] * b[i];
        }

        return ReferenceEquals(a, b) ? dot : dot / lengths;
    }

    private sealed class PairComparer : IEqualityComparer<(string[] Names, string Type)>
    {
        public static PairComparer Instance { get; } = new();

        public bool Equals((string[] Names, string Type) x, (string[] Names, string Type) y) => x.Type == y.Type && x.Names.SequenceEqual(y.Names);

        public int GetHashCode((string[] Names, string Type) obj) => obj.Type.Length;
    }
}
