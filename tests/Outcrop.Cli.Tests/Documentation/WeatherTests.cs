using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Emulator;

namespace Outcrop.Cli.Tests.Documentation;

public sealed class WeatherTests(BedrockEmulator emulator) : IClassFixture<BedrockEmulator>
{
    [Fact]
    public async Task Weather_ThrottledOnce_IsAskedAgain()
    {
        emulator.When(text: "weather").Throttle().Then.Reply("Sunny.");
        using var client = new BedrockClient(new BedrockClientOptions
        {
            Endpoint = emulator.Endpoint,
            Credentials = { AccessKeyId = emulator.AccessKeyId, SecretAccessKey = emulator.SecretAccessKey },
        });
        ConverseResponse answer = await client.CompleteAsync("anthropic.claude-3-haiku-20240307-v1:0", "What is the weather?");
        Assert.Equal("Sunny.", answer.Text);
        Assert.Equal([429, 200], emulator.Journal.Select(request => request.StatusCode));
    }
}
