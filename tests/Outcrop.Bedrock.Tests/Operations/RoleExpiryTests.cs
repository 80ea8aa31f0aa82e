using Microsoft.Extensions.Time.Testing;
using Outcrop.Bedrock.Converse;
using Outcrop.Emulator;

namespace Outcrop.Bedrock.Tests.Operations;

/// <summary>Assumed roles are renewed before they end: acceptance row 4, origin fault D2.</summary>
public sealed class RoleExpiryTests
{
    [Fact]
    public async Task AssumedRole_AcrossManyExpiries_NoRequestFails()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(
            new EmulatorOptions { TimeProvider = clock, TokenInterval = TimeSpan.Zero }, TestContext.Current.CancellationToken);
        using var client = new BedrockClient(new BedrockClientOptions
        {
            Endpoint = emulator.Endpoint,
            TimeProvider = clock,
            Credentials =
            {
                AccessKeyId = emulator.AccessKeyId,
                SecretAccessKey = emulator.SecretAccessKey,
                RoleArn = "arn:aws:iam::123456789012:role/outcrop-test",
                SessionName = "expiry-test",
                Duration = TimeSpan.FromMinutes(15),
                StsEndpoint = emulator.Endpoint,
            },
        });
        for (int minute = 0; minute < 120; minute += 2)
        {
            ConverseResponse response = await client.ConverseAsync(
                new ConverseRequest { ModelId = "anthropic.claude-3-haiku-20240307-v1:0", Messages = { new Message(ConversationRole.User, "hello") } },
                TestContext.Current.CancellationToken);
            Assert.NotEqual("", response.Text);
            clock.Advance(TimeSpan.FromMinutes(2));
        }

        // STS calls are signed by AWSSDK with the machine's clock, which is hours off this test's; the SDK corrects itself after a 403 of its own.
        Assert.All(emulator.Journal.Where(request => request.Operation == "Converse"), request => Assert.Equal(200, request.StatusCode));
        Assert.InRange(emulator.Journal.Count(request => request is { Operation: "AssumeRole", StatusCode: 200 }), 8, 12);
    }
}
