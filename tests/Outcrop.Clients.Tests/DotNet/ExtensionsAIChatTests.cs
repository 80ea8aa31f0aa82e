using Microsoft.Extensions.AI;
using Outcrop.Clients.Tests.Gateway;
using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.DotNet;

/// <summary>.NET's AI abstractions over OpenAI's client, against gateway and emulator.</summary>
public sealed class ExtensionsAIChatTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Chat_WholeAndStreamed_ArrivesWithUsage()
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = "Quartz and opal.", Times = 2 });
        using IChatClient client = OpenAIChatTests.ClientFor(gateway).AsIChatClient();

        ChatResponse whole = await client.GetResponseAsync("Name two.", cancellationToken: Stop);
        ChatResponse streamed = await client.GetStreamingResponseAsync("Name two.", cancellationToken: Stop).ToChatResponseAsync(Stop);

        Assert.All((ChatResponse[])[whole, streamed], static answer =>
        {
            Assert.Equal("Quartz and opal.", answer.Text);
            Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
            Assert.True(answer.Usage!.OutputTokenCount > 0);
        });
    }

    [Fact]
    public async Task Functions_AreInvokedAndTheirResultsAnswered()
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { ToolCalls = [new EmulatorToolCall { Name = "weather", InputJson = "{\"city\":\"Oslo\"}" }] });
        gateway.Emulator.Script(new EmulatorScript { ToolCalls = [new EmulatorToolCall { Name = "weather", InputJson = "{\"city\":\"Bergen\"}" }] });
        gateway.Emulator.Script(new EmulatorScript { Text = "Rain." });
        var cities = new List<string>();
        AIFunction weather = AIFunctionFactory.Create((string city) =>
        {
            cities.Add(city);
            return "rain";
        }, "weather");
        using IChatClient client = OpenAIChatTests.ClientFor(gateway).AsIChatClient().AsBuilder().UseFunctionInvocation().Build();

        ChatResponse answer = await client.GetResponseAsync("Weather?", new ChatOptions { Tools = [weather] }, Stop);

        Assert.Equal("Rain.", answer.Text);
        Assert.Equal(["Oslo", "Bergen"], cities);
    }

    [Fact]
    public async Task Structured_ByType_IsReadAsIt()
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = "{\"name\":\"Opal\",\"hardness\":6}" });
        using IChatClient client = OpenAIChatTests.ClientFor(gateway).AsIChatClient();

        ChatResponse<Gem> answer = await client.GetResponseAsync<Gem>("Describe a gem.", cancellationToken: Stop);

        Assert.Equal(new Gem("Opal", 6), answer.Result);
    }

    internal sealed record Gem(string Name, double Hardness);
}
