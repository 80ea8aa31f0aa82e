using System.Net;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Keys;

public class KeyTests
{
    [Theory]
    [InlineData("Authorization", "Bearer " + Sample.Key)]
    [InlineData("Authorization", "bearer " + Sample.Key)]
    [InlineData("x-api-key", Sample.Key)]
    [InlineData("api-key", Sample.Key)]
    public async Task Key_InAnyOfItsHeaders_IsAccepted(string header, string value)
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("ok"), Sample.WithKeys());
        using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat, (header, value));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Eventually.TrueAsync(() => gateway.Log.All.Contains("\"KeyId\":\"team-a\""));
    }

    /// <summary>S5: a key that shares all but its last character with a good one is another key.</summary>
    [Fact]
    public async Task S5_KeysSharingAPrefix_DoNotMix()
    {
        string json = $$"""{"keys":[{"id":"a","hash":"{{ApiKeyHash.Compute(Sample.Key)}}","models":["only.a"]},{"id":"b","hash":"{{ApiKeyHash.Compute(Sample.OtherKey)}}","models":["only.b*"]}]}""";
        FakeUpstream upstream = FakeUpstream.Saying("ok");
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream, json);
        foreach ((string key, string model, HttpStatusCode status) in ((string, string, HttpStatusCode)[])
            [(Sample.Key, "only.a", HttpStatusCode.OK), (Sample.Key, "only.b", HttpStatusCode.Forbidden), (Sample.OtherKey, "only.bb", HttpStatusCode.OK), (Sample.OtherKey, "only.a", HttpStatusCode.Forbidden), (Sample.Key[..^1], "only.a", HttpStatusCode.Unauthorized)])
        {
            using HttpResponseMessage response = await gateway.ChatAsync($$"""{"model":"{{model}}","messages":[{"role":"user","content":"x"}]}""", ("x-api-key", key));
            Assert.Equal(status, response.StatusCode);
        }

        Assert.Equal(2, upstream.Requests.Count);
    }

    /// <summary>S6: the answer tells nothing about why a key was refused.</summary>
    [Fact]
    public async Task S6_MissingMalformedAndUnknown_AreTheSame401()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"), Sample.WithKeys());
        var answers = new HashSet<string>();
        foreach ((string Name, string Value)[] headers in ((string, string)[][])
            [[], [("Authorization", "Bearer " + Sample.OtherKey)], [("Authorization", "Bearer ")], [("Authorization", "Basic dXNlcjpwYXNz")], [("x-api-key", new string('x', 5000))], [("api-key", "'; DROP TABLE keys; --")], [("x-api-key", "ü")]])
        {
            using HttpResponseMessage response = headers is [(_, "ü")] ? await RawAsync(gateway) : await gateway.ChatAsync(Sample.Chat, headers);
            answers.Add($"{response.StatusCode} {response.Headers.WwwAuthenticate} {response.Headers.GetValues("x-should-retry").Single()} {response.Content.Headers.ContentLength} {await response.Content.ReadAsStringAsync()}");
        }

        Assert.Equal("""Unauthorized Bearer false 89 {"detail":"A valid API key is required, in Authorization: Bearer, x-api-key or api-key."}""", Assert.Single(answers));

        static Task<HttpResponseMessage> RawAsync(RunningGateway gateway) => gateway.ChatAsync(Sample.Chat, ("x-api-key", "%C3%BC"));
    }

    /// <summary>S8: a key in the query ends up in every log on the way, so it opens nothing.</summary>
    [Fact]
    public async Task S8_KeyInTheQuery_Is401AndNotLogged()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("never"), """{"logging":{"level":"TRACE"},"keys":[{"id":"a","hash":"HASH"}]}""".Replace("HASH", ApiKeyHash.Compute(Sample.Key)));
        using HttpResponseMessage response = await gateway.GetAsync($"/models/config?api_key={Sample.Key}&key={Sample.Key}&api-key={Sample.Key}");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        await Eventually.TrueAsync(() => gateway.Log.All.Contains("/models/config"));
        Assert.DoesNotContain(Sample.Key, gateway.Log.All);
        Assert.DoesNotContain("api_key=", gateway.Log.All);
    }

    /// <summary>S9: no keys means nobody, unless it is a development gateway that only this machine reaches.</summary>
    [Theory]
    [InlineData(false, "127.0.0.1", false)]
    [InlineData(true, "127.0.0.1", true)]
    [InlineData(true, "localhost", true)]
    [InlineData(true, "::1", true)]
    [InlineData(true, "0.0.0.0", false)]
    [InlineData(true, "*", false)]
    [InlineData(true, "::", false)]
    [InlineData(true, "192.0.2.1", false)]
    public async Task S9_NoKeys_StartsOnlyInDevelopmentOnLoopback(bool development, string address, bool starts)
    {
        using var folder = new TemporaryFolder();
        var options = new GatewayHostOptions
        {
            Configuration = OutcropConfiguration.Load(null, new Dictionary<string, string> { ["OUTCROP__LOGGING__FILE"] = "" }, folder.Path),
            Address = address,
            DevelopmentMode = development,
            LogToConsole = false,
        };
        if (starts)
        {
            await GatewayHost.Create(options).DisposeAsync();
        }
        else
        {
            OutcropConfigurationException exception = Assert.Throws<OutcropConfigurationException>(() => GatewayHost.Create(options));
            Assert.Equal("$.keys", Assert.Single(exception.Faults).Path);
        }
    }

    /// <summary>S10: two different keys are a mistake, or an attempt to be taken for someone else.</summary>
    [Fact]
    public async Task S10_ConflictingKeys_Are400()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("ok"), Sample.WithKeys());
        foreach ((string Name, string Value)[] headers in ((string, string)[][])
            [
                [("Authorization", "Bearer " + Sample.Key), ("x-api-key", Sample.OtherKey)],
                [("Authorization", "Bearer " + Sample.OtherKey), ("api-key", Sample.Key)],
                [("x-api-key", Sample.Key), ("api-key", "x")],
                [("Authorization", "Basic abc"), ("x-api-key", Sample.Key)],
            ])
        {
            using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat, headers);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }

        using HttpResponseMessage same = await gateway.ChatAsync(Sample.Chat, ("Authorization", "Bearer " + Sample.Key), ("x-api-key", Sample.Key));
        Assert.Equal(HttpStatusCode.OK, same.StatusCode);
    }

    [Fact]
    public async Task ModelsConfig_ForARestrictedKey_ShowsOnlyItsModels()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("ok"), Sample.WithKeys(""","models":["amazon.nova-*"]"""));
        using HttpResponseMessage response = await gateway.GetAsync("/models/config", ("api-key", Sample.Key));
        string body = await response.Content.ReadAsStringAsync();
        Assert.Contains("amazon.nova-pro-v1:0", body);
        Assert.DoesNotContain("anthropic", body);
    }

    [Fact]
    public void Hash_OfAKey_IsSha256AndParsesBack()
    {
        Assert.Equal("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", ApiKeyHash.Compute("abc"));
        Assert.Equal(ApiKeyHash.ComputeBytes("abc"), ApiKeyHash.Parse("sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"));
        Assert.Null(ApiKeyHash.Parse("sha256:ba78"));
        Assert.Null(ApiKeyHash.Parse("md5:" + new string('0', 64)));
        Assert.Null(ApiKeyHash.Parse("sha256:" + new string('g', 64)));
        Assert.NotEqual(ApiKeyHash.NewKey(), ApiKeyHash.NewKey());
    }
}
