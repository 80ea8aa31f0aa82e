using Microsoft.Extensions.Time.Testing;
using Outcrop.Emulator.Tests.Support;

namespace Outcrop.Emulator.Tests.Validation;

/// <summary>Where and until when AWS offers a model, where the emulator is asked to mind it.</summary>
public sealed class AvailabilityTests
{
    private const string NotOnDemand = "Invocation of model ID anthropic.claude-3-5-haiku-20241022-v1:0 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.";
    private const string EndOfLife = "This model version has reached the end of its life. Please refer to the AWS documentation for more details.";

    [Theory]
    [InlineData("anthropic.claude-3-5-haiku-20241022-v1%3A0", "us-east-1", "2025-10-28", 400, NotOnDemand)]
    [InlineData("anthropic.claude-3-5-haiku-20241022-v1%3A0", "us-east-1", "2025-03-18", 200, null)]
    [InlineData("anthropic.claude-3-5-haiku-20241022-v1%3A0", "us-west-2", "2025-10-28", 200, null)]
    [InlineData("us.anthropic.claude-3-5-haiku-20241022-v1%3A0", "us-east-1", "2025-10-28", 200, null)]
    [InlineData("anthropic.claude-v2%3A1", "us-east-1", "2025-10-28", 404, EndOfLife)]
    [InlineData("anthropic.claude-v2%3A1", "us-east-1", "2025-10-27", 200, null)]
    [InlineData("anthropic.claude-v2%3A1", "ap-south-1", "2025-01-10", 400, "The provided model identifier is invalid.")]
    public async Task Model_ByRegionAndDay_IsOfferedOrRefused(string model, string region, string day, int status, string? message)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.Parse(day + "T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(options => (options.CheckAvailability, options.TimeProvider) = (true, clock));
        using var client = new EmulatorClient(emulator);
        client.Signer = client.Signer! with { Region = region, Time = clock.GetUtcNow() };
        Reply reply = await client.SendAsync($"/model/{model}/converse", EmulatorTest.Converse("x"));
        Assert.True(reply.Status == status, reply.Text);
        if (message is not null)
        {
            Assert.Equal(message, reply.Message);
        }
    }

    [Fact]
    public async Task Model_UnlessAskedToMind_IsOfferedForEver()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Assert.Equal(200, (await client.SendAsync("/model/anthropic.claude-v2%3A1/converse", EmulatorTest.Converse("x"))).Status);
    }
}
