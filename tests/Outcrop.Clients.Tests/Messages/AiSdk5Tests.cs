using System.Text.Json;
using Outcrop.Clients.Tests.Aws;
using Outcrop.Clients.Tests.Gateway;
using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.Messages;

/// <summary>AI SDK 5 over Anthropic's Messages: its provider holds every answer against a schema, and a member that is null where Anthropic leaves it out fails the whole call.</summary>
public sealed class AiSdk5Tests
{
    private const string Client = "ai-sdk-5-anthropic";

    [Theory]
    [InlineData("chat", Models.Sonnet)]
    [InlineData("chat", Models.NovaLite)]
    [InlineData("stream", Models.NovaLite)]
    public async Task Text_Scripted_ArrivesWithUsage(string scenario, string model)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = "Quartz, beryl — and “opal”." });

        ScenarioResult result = await gateway.Messages(Client).RunAsync(new Scenario(Client, scenario, model));

        Assert.Equal("Quartz, beryl — and “opal”.", result.Text);
        Assert.True(result.Value.GetProperty("inputTokens").GetInt32() > 0 && result.Value.GetProperty("outputTokens").GetInt32() > 0, result.Value.GetRawText());
    }

    [Fact]
    public async Task Tools_OneWithoutArguments_ResultsGoBackAndAreAnswered()
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = "Let me see.", ToolCalls = [new() { Name = "get_weather", InputJson = "{\"city\":\"Oslo\"}" }, new() { Name = "get_weather", InputJson = "{}" }] });
        gateway.Emulator.Script(new EmulatorScript { Text = "Take a coat." });

        ScenarioResult result = await gateway.Messages(Client).RunAsync(new Scenario(Client, "tools", Models.NovaLite, "Weather?"));

        Assert.Equal("Take a coat.", result.Text);
        Assert.Equal(["{\"city\":\"Oslo\"}", "{}"], result.Value.GetProperty("calls").EnumerateArray().Select(static call => call.GetProperty("input").GetRawText()));
        Assert.Equal([200, 200], gateway.Emulator.Journal.Select(static request => request.StatusCode));
    }

    /// <summary>This generation asks for an object by a forced tool.</summary>
    [Fact]
    public async Task Structured_BySchema_IsReadAsAnObject()
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { ToolCalls = [new() { Name = "json", InputJson = "{\"name\":\"Opal\",\"hardness\":6}" }] });

        JsonElement value = (await gateway.Messages(Client).RunAsync(new Scenario(Client, "structured", Models.NovaLite))).Value;

        Assert.Equal("Opal", value.GetProperty("object").GetProperty("name").GetString());
        Assert.Equal(6, value.GetProperty("object").GetProperty("hardness").GetInt32());
    }
}
