using Amazon.Runtime;
using Outcrop.Bedrock.Credentials;
using Outcrop.Emulator;

namespace Outcrop.Bedrock.Tests.Credentials;

/// <summary>Fault row 24 at STS: AWS's own client learns how far off the clock is, and what it learnt must not outlive its truth.</summary>
public sealed class StsClockTests
{
    [Theory]
    [InlineData(61, 0)]
    [InlineData(-61, 0)]
    [InlineData(61, -61)]
    public async Task Assume_ClockThatJumpsAndComesBack_IsMendedEachTime(int first, int then)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions(), TestContext.Current.CancellationToken);
        var sources = new AwsSdkCredentialSources();
        var keys = new BasicAWSCredentials(emulator.AccessKeyId, emulator.SecretAccessKey);
        var role = new RoleRequest
        {
            Endpoint = emulator.Endpoint,
            Region = "us-east-1",
            Tags = new Dictionary<string, string>(),
            RoleArn = "arn:aws:iam::123456789012:role/demo",
            SessionName = "me",
            Duration = TimeSpan.FromHours(1),
        };
        emulator.AdvanceClock(TimeSpan.FromMinutes(first));
        Assert.NotNull(await sources.AssumeRoleAsync(keys, role, TestContext.Current.CancellationToken));
        emulator.AdvanceClock(TimeSpan.FromMinutes(then - first));
        Assert.NotNull(await sources.AssumeRoleAsync(keys, role, TestContext.Current.CancellationToken));
    }
}
