using System.Net;
using System.Text.Json;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Responses;

/// <summary>Stored responses over HTTP: by their own key, and by no other.</summary>
public class StoredResponseEndpointTests
{
    private const string Model = "anthropic.claude-3-haiku-20240307-v1:0";

    private static readonly string Keys = $$"""
        {"keys":[{"id":"team-a","hash":"{{ApiKeyHash.Compute(Sample.Key)}}"},{"id":"team-b","hash":"{{ApiKeyHash.Compute(Sample.OtherKey)}}"}]}
        """;

    private static readonly (string Name, string Value)[] TeamA = [("Authorization", "Bearer " + Sample.Key)];
    private static readonly (string Name, string Value)[] TeamB = [("Authorization", "Bearer " + Sample.OtherKey)];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_StoredResponse_IsTheObjectThatWasGiven(bool stream)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("Hello"), Keys);
        string given = await CreateAsync(gateway, $$"""{"model":"{{Model}}","input":"Hi","stream":{{(stream ? "true" : "false")}}}""", stream);
        string id = JsonDocument.Parse(given).RootElement.GetProperty("id").GetString()!;

        using HttpResponseMessage found = await gateway.GetAsync("/v1/responses/" + id, TeamA);
        Assert.Equal(given, await found.Content.ReadAsStringAsync());
        using HttpResponseMessage list = await gateway.GetAsync($"/openai/v1/responses/{id}/input_items", TeamA);
        JsonElement items = JsonDocument.Parse(await list.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("Hi", items.GetProperty("data")[0].GetProperty("content")[0].GetProperty("text").GetString());
        Assert.False(items.GetProperty("has_more").GetBoolean());
    }

    /// <summary>Another key is told what it would be told if there were nothing.</summary>
    [Fact]
    public async Task OtherKey_EveryWay_Is404()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("Hello"), Keys);
        string id = JsonDocument.Parse(await CreateAsync(gateway, $$"""{"model":"{{Model}}","input":"Hi"}""")).RootElement.GetProperty("id").GetString()!;
        string item = "msg_" + id["resp_".Length..] + "_0";
        var attempts = new List<HttpResponseMessage>
        {
            await gateway.GetAsync("/v1/responses/" + id, TeamB),
            await gateway.GetAsync($"/v1/responses/{id}/input_items", TeamB),
            await DeleteAsync(gateway, id, TeamB),
            await gateway.PostAsync("/v1/responses", $$"""{"model":"{{Model}}","input":"x","previous_response_id":"{{id}}"}""", TeamB),
            await gateway.PostAsync("/v1/responses", $$"""{"model":"{{Model}}","input":[{"type":"item_reference","id":"{{item}}"}]}""", TeamB),
            await gateway.GetAsync("/v1/responses/resp_none", TeamA),
        };

        foreach (HttpResponseMessage attempt in attempts)
        {
            Assert.Equal(HttpStatusCode.NotFound, attempt.StatusCode);
            Assert.Equal("false", attempt.Headers.GetValues("x-should-retry").Single());
            Assert.Contains("not found", JsonDocument.Parse(await attempt.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetProperty("message").GetString());
            attempt.Dispose();
        }

        using HttpResponseMessage own = await gateway.PostAsync("/v1/responses", $$"""{"model":"{{Model}}","input":[{"type":"item_reference","id":"{{item}}"},{"role":"user","content":"x"}]}""", TeamA);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    /// <summary>An item that names itself, stored because a model answered it, must not lead the next reader in a circle.</summary>
    [Theory]
    [InlineData("""{"type":"reasoning","id":"rs_self","summary":[{"type":"summary_text","text":"t"}]}""")]
    [InlineData("""{"type":"message","id":"rs_self","role":"user","content":"x"}""")]
    public async Task Reference_ToAnItemOfOnesOwn_EndsThere(string item)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("Hello"), Keys);
        string created = await CreateAsync(gateway, $$"""{"model":"{{Model}}","input":[{"role":"user","content":"a"},{{item}}]}""");
        string id = JsonDocument.Parse(created).RootElement.GetProperty("id").GetString()!;

        await CreateAsync(gateway, $$"""{"model":"{{Model}}","previous_response_id":"{{id}}","input":[{"id":"rs_self"},{"role":"user","content":"b"}]}""");
    }

    [Fact]
    public async Task Delete_StoredResponse_IsGone()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("Hello"), Keys);
        string id = JsonDocument.Parse(await CreateAsync(gateway, $$"""{"model":"{{Model}}","input":"Hi"}""")).RootElement.GetProperty("id").GetString()!;

        using HttpResponseMessage deleted = await DeleteAsync(gateway, id, TeamA);
        Assert.Equal($$"""{"id":"{{id}}","object":"response","deleted":true}""", await deleted.Content.ReadAsStringAsync());
        using HttpResponseMessage found = await gateway.GetAsync("/v1/responses/" + id, TeamA);
        Assert.Equal(HttpStatusCode.NotFound, found.StatusCode);
    }

    [Theory]
    [InlineData("""{"model":"MODEL","input":"Hi","store":false}""", "{}")]
    [InlineData("""{"model":"MODEL","input":"Hi"}""", """{"responses":{"store":false}}""")]
    public async Task StoreFalse_NothingIsKept(string request, string configuration)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("Hello"), configuration);
        using HttpResponseMessage created = await gateway.PostAsync("/v1/responses", request.Replace("MODEL", Model, StringComparison.Ordinal));
        JsonElement response = JsonDocument.Parse(await created.Content.ReadAsStringAsync()).RootElement;
        Assert.False(response.GetProperty("store").GetBoolean());

        using HttpResponseMessage found = await gateway.GetAsync("/v1/responses/" + response.GetProperty("id").GetString());

        Assert.Equal(HttpStatusCode.NotFound, found.StatusCode);
    }

    [Theory]
    [InlineData("", "in_X_2,in_X_1,in_X_0", false)]
    [InlineData("?order=asc&limit=2", "in_X_0,in_X_1", true)]
    [InlineData("?order=asc&after=in_X_1", "in_X_2", false)]
    [InlineData("?limit=1&after=in_X_2", "in_X_1", true)]
    public async Task InputItems_Pages_AreAsAsked(string query, string expected, bool more)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("Hello"), Keys);
        string created = await CreateAsync(gateway, $$"""{"model":"{{Model}}","input":[{"role":"user","content":"a"},{"role":"user","content":"b"},{"role":"user","content":"c"}]}""");
        string core = JsonDocument.Parse(created).RootElement.GetProperty("id").GetString()!["resp_".Length..];

        using HttpResponseMessage response = await gateway.GetAsync($"/v1/responses/resp_{core}/input_items{query.Replace("X", core, StringComparison.Ordinal)}", TeamA);

        JsonElement list = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(expected.Replace("X", core, StringComparison.Ordinal), string.Join(',', list.GetProperty("data").EnumerateArray().Select(static item => item.GetProperty("id").GetString())));
        Assert.Equal(more, list.GetProperty("has_more").GetBoolean());
    }

    private static async Task<string> CreateAsync(RunningGateway gateway, string body, bool stream = false)
    {
        using HttpResponseMessage response = await gateway.PostAsync("/v1/responses", body, TeamA);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return stream ? Sse.Read(text)[^1].GetProperty("response").GetRawText() : text;
    }

    private static Task<HttpResponseMessage> DeleteAsync(RunningGateway gateway, string id, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Delete, new Uri("/v1/responses/" + id, UriKind.Relative));
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return gateway.SendAsync(request);
    }
}
