using Outcrop.Clients.Tests.Aws;
using Outcrop.Clients.Tests.Gateway;
using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.Native;

/// <summary>Anthropic's client of bedrock-mantle in both generations: Anthropic's Messages at <c>/anthropic</c>, signed with the gateway's own access key for the service bedrock-mantle, or with the gateway's key.</summary>
public sealed class MantleClientTests
{
    public static MatrixTheoryData<string, bool> Clients => new(["mantle", "mantle-0"], [true, false]);

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Stream_ScriptedText_Arrives(string client, bool signed)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = "Quartz — 石英 🪨, and then some." });

        ScenarioResult result = await RunAsync(gateway, signed, new Scenario(client, "stream", Models.Sonnet));

        Assert.Equal("Quartz — 石英 🪨, and then some.", result.Text);
        Assert.Equal("end_turn", result.Value.GetProperty("stop").GetString());
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Tools_TwoRounds_ResultsGoBackAndAreAnswered(string client, bool signed)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        foreach (string city in (string[])["Tromsø", "Oslo"])
        {
            gateway.Emulator.Script(new EmulatorScript { ToolCalls = [new EmulatorToolCall { Name = "get_weather", InputJson = "{\"city\":\"" + city + "\"}" }] });
        }

        gateway.Emulator.Script(new EmulatorScript { Text = "Take a coat." });

        ScenarioResult result = await RunAsync(gateway, signed, new Scenario(client, "tools", Models.Sonnet));

        Assert.Equal("Take a coat.", result.Text);
        Assert.Equal(["Tromsø", "Oslo"], result.Value.GetProperty("calls").EnumerateArray().Select(static call => call.GetProperty("input").GetProperty("city").GetString()));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Throttled_Twice_TheClientsOwnRetriesSucceed(string client, bool signed)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { ErrorType = "ThrottlingException", Times = 2, Headers = { ["retry-after"] = "0" } });

        Assert.NotEmpty((await RunAsync(gateway, signed, new Scenario(client, "chat", Models.Sonnet))).Text);
        Assert.Equal([429, 429, 200], gateway.Emulator.Journal.Select(static request => request.StatusCode));
    }

    [Theory]
    [InlineData("mantle")]
    [InlineData("mantle-0")]
    public async Task Secret_Wrong_IsTheClientsAuthenticationError(string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        ScenarioError error = (await gateway.Signed("another-secret-of-the-same-length-0123456789").RunAsync(new Scenario(client, "chat", Models.Sonnet))).Error;

        Assert.Equal((401, true), (error.Status, error.Classes.Contains("AuthenticationError")));
        Assert.Empty(gateway.Emulator.Journal);
    }

    private static Task<ScenarioResult> RunAsync(GatewayFixture gateway, bool signed, Scenario scenario) => (signed ? gateway.Signed() : gateway.Bearer()).RunAsync(scenario);
}
