using System.Text.Json;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Rerank;

public class RerankTests
{
    private const string Path = "/v1/rerank";

    [Theory]
    [InlineData("cohere.rerank-v3-5:0")]
    [InlineData("amazon.rerank-v1:0")]
    public async Task Documents_TextsAndObjects_ComeBackInOrder(string model)
    {
        await using EmulatedPair gateway = await EmulatedPair.StartAsync();
        JsonAnswer answer = await gateway.PostAsync(Path, $$"""{"model":"{{model}}","query":"quartz mineral","documents":["an oak tree",{"text":"quartz is a mineral"},"the sea"],"top_n":2,"return_documents":true,"max_tokens_per_doc":100}""");
        JsonElement[] results = [.. answer.Good.GetProperty("results").EnumerateArray()];
        Assert.Equal(2, results.Length);
        Assert.True(results[0].GetProperty("relevance_score").GetDouble() >= results[1].GetProperty("relevance_score").GetDouble());
        string[] documents = ["an oak tree", "quartz is a mineral", "the sea"];
        Assert.All(results, result => Assert.Equal(documents[result.GetProperty("index").GetInt32()], result.GetProperty("document").GetProperty("text").GetString()));
        Assert.Equal(model, answer.Body.GetProperty("model").GetString());
        Assert.Equal(1, answer.Body.GetProperty("meta").GetProperty("billed_units").GetProperty("search_units").GetInt32());
        Assert.Equal("max_tokens_per_doc", answer.Dropped);
        Assert.Equal("quartz is a mineral", Assert.Single(gateway.Sent).GetProperty("documents")[1].GetString());
    }

    /// <summary>Where CohereClientV2 (cohere-ai) and everything built on it asks.</summary>
    [Fact]
    public async Task CoheresSecondPath_IsTheSame()
    {
        await using EmulatedPair gateway = await EmulatedPair.StartAsync();
        const string Asked = """{"model":"cohere.rerank-v3-5:0","query":"a","documents":["b","a"],"top_n":1}""";
        JsonElement first = (await gateway.PostAsync(Path, Asked)).Good;
        JsonElement second = (await gateway.PostAsync("/v2/rerank", Asked)).Good;
        Assert.Equal(first.GetProperty("results").GetRawText(), second.GetProperty("results").GetRawText());
        (await gateway.PostAsync("/v2/rerank", """{"model":"cohere.rerank-v3-5:0","query":"a","documents":[]}""")).Refused(400, "documents");
    }

    [Fact]
    public async Task MoreThanThereAre_AreAll_AndTextsStayAway()
    {
        await using EmulatedPair gateway = await EmulatedPair.StartAsync();
        JsonElement body = (await gateway.PostAsync(Path, """{"model":"cohere.rerank-v3-5:0","query":"a","documents":["a","b"],"top_n":50}""")).Good;
        Assert.Equal(2, body.GetProperty("results").GetArrayLength());
        Assert.Equal(2, Assert.Single(gateway.Sent).GetProperty("top_n").GetInt32());
        Assert.False(body.GetProperty("results")[0].TryGetProperty("document", out _));
    }

    [Theory]
    [InlineData(""","documents":["a"]""", "query")]
    [InlineData(""","query":" ","documents":["a"]""", "query")]
    [InlineData(""","query":"a" """, "documents")]
    [InlineData(""","query":"a","documents":[]""", "documents")]
    [InlineData(""","query":"a","documents":["a",""]""", "documents[1]")]
    [InlineData(""","query":"a","documents":[{"title":"a"}]""", "documents[0].text")]
    [InlineData(""","query":"a","documents":["a"],"top_n":0""", "top_n")]
    [InlineData(""","query":"a","documents":["a"],"rank_fields":["title"]""", "rank_fields")]
    public async Task BadRequest_IsNamedAndNeverSent(string more, string parameter)
    {
        await using EmulatedPair gateway = await EmulatedPair.StartAsync();
        (await gateway.PostAsync(Path, $$"""{"model":"cohere.rerank-v3-5:0"{{more}}}""")).Refused(400, parameter);
        Assert.Empty(gateway.Emulator.Journal);
    }
}
