using System.Buffers.Binary;
using System.Text.Json;
using Outcrop.Emulator;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Embeddings;

public class EmbeddingsTests
{
    private const string Path = "/v1/embeddings";
    private const string Titan2 = "amazon.titan-embed-text-v2:0";
    private const string Titan1 = "amazon.titan-embed-text-v1";
    private const string Cohere = "cohere.embed-english-v3";

    /// <summary>A model that takes one text a call: many calls at once, and the vectors stand where their texts stood.</summary>
    [Fact]
    public async Task ManyTexts_OneCallEach_KeepTheirOrderAndAddUpTheirTokens()
    {
        await using EmulatedPair gateway = await EmulatedPair.StartAsync();
        string[] texts = [.. Enumerable.Range(0, 11).Select(static number => string.Join(' ', Enumerable.Repeat("quartz", number + 1)))];
        JsonElement all = (await gateway.PostAsync(Path, Request(Titan2, JsonSerializer.Serialize(texts)))).Good;
        Assert.Equal(11, gateway.Emulator.Journal.Count);
        Assert.Equal(Enumerable.Range(0, 11), all.GetProperty("data").EnumerateArray().Select(static item => item.GetProperty("index").GetInt32()));
        int tokens = 0;
        for (int i = 0; i < texts.Length; i++)
        {
            JsonElement one = (await gateway.PostAsync(Path, Request(Titan2, JsonSerializer.Serialize(texts[i])))).Good;
            Assert.Equal(Floats(one, 0), Floats(all, i));
            tokens += one.GetProperty("usage").GetProperty("prompt_tokens").GetInt32();
        }

        Assert.Equal(tokens, all.GetProperty("usage").GetProperty("total_tokens").GetInt32());
        Assert.Equal(Titan2, all.GetProperty("model").GetString());
    }

    /// <summary>OpenAI's own clients ask for base64 unless told otherwise.</summary>
    [Fact]
    public async Task Base64_HoldsTheFloatsOfTheOtherEncodingExactly()
    {
        await using EmulatedPair gateway = await EmulatedPair.StartAsync();
        JsonElement floats = (await gateway.PostAsync(Path, Request(Titan2, "\"quartz\"", ""","encoding_format":"float","dimensions":256"""))).Good;
        JsonElement base64 = (await gateway.PostAsync(Path, Request(Titan2, "\"quartz\"", ""","encoding_format":"base64","dimensions":256"""))).Good;
        byte[] bytes = base64.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64();
        Assert.Equal(256 * 4, bytes.Length);
        Assert.Equal(Floats(floats, 0), Enumerable.Range(0, 256).Select(at => BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(at * 4))));
    }

    /// <summary>Clients that cut by tokens send numbers; the numbers are those of tiktoken's own examples.</summary>
    [Theory]
    [InlineData("[15339,1917]", "hello world")]
    [InlineData("[[83,1609,5963,374,2294,0]]", "tiktoken is great!")]
    [InlineData("[100257]", "<|endoftext|>")]
    public async Task TokenNumbers_AreDecoded(string input, string text)
    {
        await using EmulatedPair gateway = await EmulatedPair.StartAsync();
        _ = (await gateway.PostAsync(Path, Request(Titan2, input))).Good;
        Assert.Equal(text, Assert.Single(gateway.Sent).GetProperty("inputText").GetString());
    }

    [Fact]
    public async Task ModelWithBatches_GetsOneCall_AndItsInputType()
    {
        await using EmulatedPair gateway = await EmulatedPair.StartAsync();
        JsonAnswer answer = await gateway.PostAsync(Path, Request(Cohere, """["a","b","c"]""", ""","input_type":"search_query","truncate":"END","user":"me","unheard_of":1"""));
        Assert.Equal(3, answer.Good.GetProperty("data").GetArrayLength());
        JsonElement sent = Assert.Single(gateway.Sent);
        Assert.Equal("search_query", sent.GetProperty("input_type").GetString());
        Assert.Equal("END", sent.GetProperty("truncate").GetString());
        Assert.Equal("user, unheard_of", answer.Dropped);
    }

    [Fact]
    public async Task BedrockMember_ReachesTheModel()
    {
        await using EmulatedPair gateway = await EmulatedPair.StartAsync();
        _ = (await gateway.PostAsync(Path, Request(Titan2, "\"a\"", ""","bedrock":{"normalize":false,"additionalModelRequestFields":{"embeddingTypes":["float"]}}"""))).Good;
        JsonElement sent = Assert.Single(gateway.Sent);
        Assert.False(sent.GetProperty("normalize").GetBoolean());
        Assert.Equal("float", sent.GetProperty("embeddingTypes")[0].GetString());
    }

    /// <summary>What the model does not take is named; a length it has anyway is no loss.</summary>
    [Fact]
    public async Task Option_TheModelDoesNotTake_IsNamed()
    {
        await using EmulatedPair gateway = await EmulatedPair.StartAsync();
        JsonAnswer answer = await gateway.PostAsync(Path, Request(Titan1, "\"a\"", ""","input_type":"search_query","dimensions":1536"""));
        Assert.Equal(1536, Floats(answer.Good, 0).Length);
        Assert.Equal("input_type", answer.Dropped);
    }

    /// <summary>Acceptance rows 15 and 16: an ARN, an alias and a region prefix all find their model.</summary>
    [Theory]
    [InlineData("arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0")]
    [InlineData("text-embedding-3-small")]
    [InlineData("us.cohere.embed-v4:0")]
    public async Task Row15And16_ModelByAnyName_IsFoundAndEchoed(string model)
    {
        await using EmulatedPair gateway = await EmulatedPair.StartAsync("""{"models":{"aliases":{"text-embedding-3-small":"amazon.titan-embed-text-v2:0"} } }""");
        Assert.Equal(model, (await gateway.PostAsync("/openai" + Path, Request(model, "\"a\""))).Good.GetProperty("model").GetString());
    }

    [Theory]
    [InlineData("""{"model":"amazon.titan-embed-text-v2:0"}""", "input")]
    [InlineData("""{"model":"amazon.titan-embed-text-v2:0","input":[]}""", "input")]
    [InlineData("""{"model":"amazon.titan-embed-text-v2:0","input":7}""", "input")]
    [InlineData("""{"model":"amazon.titan-embed-text-v2:0","input":["a"," "]}""", "input[1]")]
    [InlineData("""{"model":"amazon.titan-embed-text-v2:0","input":["a",{}]}""", "input[1]")]
    [InlineData("""{"model":"amazon.titan-embed-text-v2:0","input":[1,"a"]}""", "input[1]")]
    [InlineData("""{"model":"amazon.titan-embed-text-v2:0","input":[-1]}""", "input")]
    [InlineData("""{"model":"amazon.titan-embed-text-v2:0","input":[100300]}""", "input")]
    [InlineData("""{"model":"amazon.titan-embed-text-v2:0","input":[1.5]}""", "input[0]")]
    [InlineData("""{"model":"amazon.titan-embed-text-v2:0","input":"a","encoding_format":"hex"}""", "encoding_format")]
    [InlineData("""{"model":"amazon.titan-embed-text-v2:0","input":"a","dimensions":0}""", "dimensions")]
    [InlineData("""{"model":"amazon.titan-embed-text-v2:0","input":"a","dimensions":777}""", "dimensions")]
    [InlineData("""{"model":"amazon.titan-embed-text-v1","input":"a","dimensions":256}""", "dimensions")]
    [InlineData("""{"model":"amazon.titan-embed-text-v2:0","input":"a","bedrock":{"region":"x"} }""", "bedrock.region")]
    [InlineData("""{"input":"a"}""", "model")]
    public async Task BadRequest_IsNamedAndNeverSent(string json, string parameter)
    {
        await using EmulatedPair gateway = await EmulatedPair.StartAsync();
        (await gateway.PostAsync(Path, json)).Refused(400, parameter);
        Assert.Empty(gateway.Emulator.Journal);
    }

    [Fact]
    public async Task MoreThan2048Texts_AreRefused()
    {
        await using EmulatedPair gateway = await EmulatedPair.StartAsync();
        (await gateway.PostAsync(Path, Request(Titan2, JsonSerializer.Serialize(Enumerable.Repeat("a", 2049))))).Refused(400, "input");
    }

    [Fact]
    public async Task ModelThatIsNone_Is404_AndOneThatEmbedsNothing400()
    {
        await using EmulatedPair gateway = await EmulatedPair.StartAsync();
        (await gateway.PostAsync(Path, Request("text-embedding-ada-002", "\"a\""))).Refused(404, "model", "model_not_found");
        Assert.Contains("embedding", (await gateway.PostAsync(Path, Request("amazon.nova-lite-v1:0", "\"a\""))).Refused(400));
    }

    /// <summary>One call of several fails: there is no answer with holes.</summary>
    [Fact]
    public async Task OneOfManyCallsFails_TheWholeAnswerIsItsError()
    {
        await using EmulatedPair gateway = await EmulatedPair.StartAsync("""{"retry":{"maxAttempts":1} }""");
        gateway.Emulator.Script(new EmulatorScript { TextContains = "beryl", ErrorType = "ThrottlingException" });
        JsonAnswer answer = await gateway.PostAsync(Path, Request(Titan2, """["quartz","beryl","opal"]"""));
        answer.Refused(429, null, "rate_limit_exceeded");
        Assert.Equal("true", answer.Headers["x-should-retry"]);
        Assert.True(answer.Headers.ContainsKey("retry-after-ms"));
    }

    private static string Request(string model, string input, string more = "") => $$"""{"model":"{{model}}","input":{{input}}{{more}}}""";

    private static float[] Floats(JsonElement answer, int index) => [.. answer.GetProperty("data")[index].GetProperty("embedding").EnumerateArray().Select(static number => number.GetSingle())];
}
