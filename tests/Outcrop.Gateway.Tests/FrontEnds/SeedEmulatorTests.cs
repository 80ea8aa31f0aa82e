using System.Net;
using Outcrop.Bedrock;
using Outcrop.Emulator;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.FrontEnds;

/// <summary>The whole way: HTTP client, gateway, client library, signed wire, emulator, and back.</summary>
public class SeedEmulatorTests
{
    [Theory]
    [InlineData("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "converse")]
    [InlineData("amazon.nova-pro-v1:0", "converse")]
    [InlineData("anthropic.claude-3-sonnet-20240229-v1:0", "invoke")]
    [InlineData("amazon.titan-text-express-v1", "invoke")]
    [InlineData("meta.llama3-3-70b-instruct-v1:0", "invoke")]
    public async Task Chat_ThroughBothApis_GivesTheModelsText(string model, string api)
    {
        const string Text = "Rivers carry \"stone\" to the sea, étape by étape.";
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero });
        emulator.Script(new EmulatorScript { Text = Text });
        await using RunningGateway gateway = await StartAsync(emulator, Forced(model, api));
        using HttpResponseMessage response = await gateway.ChatAsync($$"""{"model":"{{model}}","messages":[{"role":"user","content":"Tell me"}]}""");

        // Titan begins its answers with a line feed, and the answer's text is the model's.
        Assert.Equal(Text, (await response.Content.ReadAsStringAsync()).TrimStart('\n'));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("\"Outcome\":\"Completed\"", gateway.Log.All);
        Assert.Matches("\"OutputTokens\":[1-9]", gateway.Log.All);
    }

    /// <summary>The five of issue 2: bad model, no credentials, throttled, broken after some tokens (a malformed body is in the table of bad requests).</summary>
    [Fact]
    public async Task BadModel_Is400Or404()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync();
        await using RunningGateway gateway = await StartAsync(emulator);
        using HttpResponseMessage response = await gateway.ChatAsync("""{"model":"no.such-model-v1:0","messages":[{"role":"user","content":"x"}]}""");
        Assert.True((int)response.StatusCode is 400 or 404, response.StatusCode.ToString());
        Assert.StartsWith("""{"detail":""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task WrongCredentials_Are502WithoutAwsWords()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync();
        await using RunningGateway gateway = await StartAsync(emulator, adjust: client => client.Credentials.SecretAccessKey = "wrong-secret");
        using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat);
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("{\"detail\":\"The gateway's own AWS credentials are missing or were refused.\"}", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Row1_ThrottledForGood_Is429WithRetryAfter()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync();
        emulator.Script(new EmulatorScript { ErrorType = "ThrottlingException", Times = 100 });
        await using RunningGateway gateway = await StartAsync(emulator, """{"retry":{"maxAttempts":1}}""");
        using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat);
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.True(response.Headers.Contains("Retry-After"));
    }

    /// <summary>Fault row 2: an exception as the very first frame is still a real status, since no header has gone out.</summary>
    [Fact]
    public async Task Row2_ThrottlingAsTheFirstFrame_IsARealStatus()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync();
        emulator.Script(new EmulatorScript { ExceptionType = "throttlingException", Times = 100 });
        await using RunningGateway gateway = await StartAsync(emulator, """{"retry":{"maxAttempts":1}}""");
        using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat);
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
    }

    [Theory]
    [InlineData("exception")]
    [InlineData("cut")]
    [InlineData("reset")]
    [InlineData("crc")]
    [InlineData("no stop")]
    public async Task StreamBreaksAfterSomeTokens_VisiblyFails(string fault)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero });
        emulator.Script(fault switch
        {
            "exception" => new EmulatorScript { Text = "one two three four five six", ExceptionType = "modelStreamErrorException", ExceptionAfterEvents = 4 },
            "cut" => new EmulatorScript { Text = "one two three four five six", CutAfterEvents = 4 },
            "reset" => new EmulatorScript { Text = "one two three four five six", CutAfterEvents = 4, Reset = true },
            "crc" => new EmulatorScript { Text = "one two three four five six", CorruptEvent = 5 },
            _ => new EmulatorScript { Text = "one two three four five six", OmitMessageStop = true },
        });
        await using RunningGateway gateway = await StartAsync(emulator);
        using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync());
        Assert.Contains("\"Outcome\":\"Broken\"", gateway.Log.All);
    }

    /// <summary>D2: the origin assumed its role once and died with the session; the gateway runs across the expiry.</summary>
    [Fact]
    public async Task D2_RoleSessionExpires_RequestsGoOn()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero });
        await using RunningGateway gateway = await StartAsync(emulator, adjust: client => client.Credentials.RoleArn = "arn:aws:iam::123456789012:role/gateway");
        foreach (bool expired in (bool[])[false, true])
        {
            if (expired)
            {
                // The role's session ends here as if the gateway had not been told: the refresh must come from the refusal.
                emulator.Script(new EmulatorScript { Operation = "ConverseStream", ErrorType = "ExpiredTokenException", Status = 403 });
            }

            using HttpResponseMessage response = await gateway.ChatAsync(Sample.Chat);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.NotEqual("", await response.Content.ReadAsStringAsync());
        }
    }

    /// <summary>D3: the origin took the provider to be what stands before the first dot, which an ARN or a region prefix is not.</summary>
    [Theory]
    [InlineData("arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-express-v1")]
    [InlineData("global.anthropic.claude-sonnet-4-5-20250929-v1:0")]
    public async Task D3_ArnOrPrefixedModel_FindsItsFamily(string model)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero });
        emulator.Script(new EmulatorScript { Text = "right family" });
        await using RunningGateway gateway = await StartAsync(emulator, Forced(model, "invoke"));
        using HttpResponseMessage response = await gateway.ChatAsync($$"""{"model":"{{model}}","messages":[{"role":"user","content":"x"}]}""");
        Assert.Equal("right family", (await response.Content.ReadAsStringAsync()).TrimStart('\n'));
    }

    /// <summary>D4: temperature and top_p are both configured for a model that takes only one; the other is dropped and named, and no 400 comes back.</summary>
    [Fact]
    public async Task D4_TemperatureAndTopPForAModelThatRefusesBoth_DropsOneAndSaysSo()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero });
        await using RunningGateway gateway = await StartAsync(emulator);
        using HttpResponseMessage response = await gateway.ChatAsync("""{"model":"us.anthropic.claude-sonnet-4-5-20250929-v1:0","temperature":0.5,"top_p":0.9,"messages":[{"role":"user","content":"x"}]}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("inferenceConfig.topP", response.Headers.GetValues("x-outcrop-dropped-params").Single());
    }

    /// <summary>D6: the origin's asynchronous call was the blocking one; here many slow answers run at once.</summary>
    [Fact]
    public async Task D6_ManySlowAnswers_RunSideBySide()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero });
        emulator.Script(new EmulatorScript { HangAfterEvents = 4, Text = "one two three four", Times = 40 });
        await using RunningGateway gateway = await StartAsync(emulator);
        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => gateway.ChatAsync(Sample.Chat)));
        Assert.All(responses, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        using HttpResponseMessage health = await gateway.GetAsync("/healthz");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        foreach (HttpResponseMessage response in responses)
        {
            response.Dispose();
        }
    }

    private static string Forced(string model, string api) => $$"""{"bedrock":{"apiByModel":{"{{model}}":"{{api}}"} } }""";

    private static Task<RunningGateway> StartAsync(BedrockEmulator emulator, string json = "{}", Action<BedrockClientOptions>? adjust = null) =>
        RunningGateway.StartAsync(null, json, adjust: options => options.ConfigureBedrock = client =>
        {
            client.Region = "us-east-1";
            client.Endpoint = emulator.Endpoint;
            client.Credentials = new() { AccessKeyId = emulator.AccessKeyId, SecretAccessKey = emulator.SecretAccessKey, StsEndpoint = emulator.Endpoint };
            adjust?.Invoke(client);
        });
}
