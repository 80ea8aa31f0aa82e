using Outcrop.Emulator.Tests.Support;

namespace Outcrop.Emulator.Tests.Scenarios;

/// <summary>The emulator as a fixture of xUnit, with no code of its own around it.</summary>
public sealed class FixtureTests(BedrockEmulator emulator) : IClassFixture<BedrockEmulator>
{
    [Fact]
    public async Task Fixture_AsItStands_AnswersWithItsOwnCredentials()
    {
        emulator.When(model: "anthropic.*", text: "weather").Reply("Sunny.").Then.Throttle();
        using var client = new EmulatorClient(emulator);
        Reply first = await client.SendAsync("/model/" + EmulatorTest.Claude + "/converse", EmulatorTest.Converse("the weather?"));
        Reply second = await client.SendAsync("/model/" + EmulatorTest.Claude + "/converse", EmulatorTest.Converse("the weather?"));
        Assert.Contains("Sunny.", first.Text, StringComparison.Ordinal);
        Assert.Equal((429, 2), (second.Status, emulator.Journal.Count(request => request.Operation == "Converse")));
    }
}
