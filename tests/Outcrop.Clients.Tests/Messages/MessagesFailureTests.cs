using System.Diagnostics;
using Outcrop.Clients.Tests.Aws;
using Outcrop.Clients.Tests.Gateway;
using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.Messages;

/// <summary>What the clients of Anthropic's Messages make of failures: their own error classes, their own retries, and never an end of what broke.</summary>
public sealed class MessagesFailureTests
{
    private const string Text = "Quartz, beryl — and “opal”. 石英 🪨 And a few more words, so that there are pieces.";

    private static readonly string[] Every = ["anthropic", "anthropic-0", "ai-sdk-anthropic", "langchain-anthropic"];

    private static readonly string[] Own = ["anthropic", "anthropic-0"];

    public static TheoryData<string> Clients => [.. Every];

    public static TheoryData<string> OwnClients => [.. Own];

    public static MatrixTheoryData<string, string> OnBoth => new(Every, [Models.Sonnet, Models.NovaLite]);

    public static MatrixTheoryData<string, string, string> Breaks => new(Every, [Models.Sonnet, Models.NovaLite], ["exception", "cut", "reset", "crc", "no stop"]);

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Model_Unknown_IsTheClients404AndNotRetried(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        ScenarioError error = (await gateway.Messages(client).RunAsync(new Scenario(client, "chat", "claude-nobody"))).Error;

        Assert.Equal(404, error.Status);
        Assert.Contains("does not exist", error.ToString(), StringComparison.Ordinal);
        Assert.True(!client.StartsWith("anthropic", StringComparison.Ordinal) || error.Classes.Contains("NotFoundError"), error.ToString());
        Assert.Empty(gateway.Emulator.Journal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Key_Wrong_IsTheClients401(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        ScenarioError error = (await gateway.Messages(client, "sk-outcrop-nobodys").RunAsync(new Scenario(client, "chat", Models.Sonnet))).Error;

        Assert.Equal(401, error.Status);
        Assert.True(!client.StartsWith("anthropic", StringComparison.Ordinal) || error.Classes.Contains("AuthenticationError"), error.ToString());
        Assert.DoesNotContain("nobodys", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(gateway.Emulator.Journal);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Key_WithoutTheModel_IsRefusedBeforeBedrockHears(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        ScenarioError error = (await gateway.Messages(client, GatewayFixture.NovaKey).RunAsync(new Scenario(client, "chat", Models.Sonnet))).Error;

        Assert.Contains(error.Status, (int?[])[403, 404]);
        Assert.Empty(gateway.Emulator.Journal);
    }

    [Theory]
    [MemberData(nameof(OwnClients))]
    public async Task Model_UnknownToTheList_IsTheClientsNotFoundError(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        ScenarioError error = (await gateway.Messages(client).RunAsync(new Scenario(client, "missing", "claude-nobody"))).Error;

        Assert.Equal((404, true), (error.Status, error.Classes.Contains("NotFoundError")));
    }

    [Theory]
    [MemberData(nameof(OwnClients))]
    public async Task Body_TooLarge_IsTheClients413(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync("\"server\": { \"maxRequestBodyBytes\": 100000 }");

        ScenarioError error = (await gateway.Messages(client).RunAsync(new Scenario(client, "large", Models.Sonnet) { Bytes = 200_000 })).Error;

        Assert.Equal(413, error.Status);
        // The older generation has no class of its own for it.
        Assert.Contains(client == "anthropic" ? "ContentTooLargeError" : "APIError", error.Classes);
        Assert.Empty(gateway.Emulator.Journal);
    }

    /// <summary>What AWS says, and what each client raises for it: status and the class that an application catches.</summary>
    public static TheoryData<string, string, int, string> Refusals
    {
        get
        {
            var rows = new TheoryData<string, string, int, string>();
            foreach (string client in Own)
            {
                rows.Add(client, "ValidationException", 400, "BadRequestError");
                rows.Add(client, "ThrottlingException", 429, "RateLimitError");
                rows.Add(client, "ServiceUnavailableException", 529, client == "anthropic" ? "OverloadedError" : "InternalServerError");
                rows.Add(client, "InternalServerException", 529, client == "anthropic" ? "OverloadedError" : "InternalServerError");
                rows.Add(client, "ModelTimeoutException", 504, client == "anthropic" ? "GatewayTimeoutError" : "InternalServerError");
                rows.Add(client, "UnrecognizedClientException", 500, "InternalServerError");
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Refusal_OfBedrocks_IsTheClientsOwnErrorClass(string client, string type, int status, string errorClass)
    {
        foreach (string model in (string[])[Models.Sonnet, Models.NovaLite])
        {
            foreach (string scenario in (string[])["chat", "stream"])
            {
                await using GatewayFixture gateway = await GatewayFixture.StartAsync();
                gateway.Emulator.Script(new EmulatorScript { ErrorType = type, Times = 0 });

                ScenarioError error = (await gateway.Messages(client).RunAsync(new Scenario(client, scenario, model) { Retries = 0 })).Error;

                Assert.True(error.Status == status && error.Classes.Contains(errorClass), $"{model} {scenario}: {error}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(OnBoth))]
    public async Task Throttled_Twice_TheClientsOwnRetriesSucceed(string client, string model)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { ErrorType = "ThrottlingException", Times = 2, Headers = { ["retry-after"] = "0" } });
        gateway.Emulator.Script(new EmulatorScript { Text = "At last." });

        ScenarioResult result = await gateway.Messages(client).RunAsync(new Scenario(client, "chat", model));

        Assert.Equal("At last.", result.Text);
        Assert.Equal([429, 429, 200], gateway.Emulator.Journal.Select(static request => request.StatusCode));
    }

    /// <summary>The client's own first pause is at most half a second: a longer one is the gateway's word.</summary>
    [Theory]
    [MemberData(nameof(OwnClients))]
    public async Task Throttled_WithRetryAfter_TheClientWaitsAsTold(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { ErrorType = "ThrottlingException", Headers = { ["retry-after"] = "2" } });
        var watch = Stopwatch.StartNew();

        ScenarioResult result = await gateway.Messages(client).RunAsync(new Scenario(client, "chat", Models.Sonnet));

        Assert.NotEmpty(result.Text);
        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(2), watch.Elapsed.ToString());
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task Stream_BreaksAfterContent_IsAnErrorNeverAnEnd(string client, string model, string fault)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(Faults.Of(fault, Text));

        ScenarioError error = (await gateway.Messages(client).RunAsync(new Scenario(client, "stream", model) { Retries = 0 })).Error;

        Assert.NotEmpty(error.Message);
        Assert.Single(gateway.Emulator.Journal);
    }
}
