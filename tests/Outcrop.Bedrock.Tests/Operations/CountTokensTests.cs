using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Invoke;
using Outcrop.Bedrock.Tokens;
using Outcrop.Emulator;

namespace Outcrop.Bedrock.Tests.Operations;

/// <summary>Counting agrees with what a call then bills: acceptance row 20.</summary>
public sealed class CountTokensTests
{
    private const string Model = "anthropic.claude-sonnet-4-20250514-v1:0";

    [Theory]
    [InlineData(Model)]
    [InlineData("us." + Model)]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us." + Model)]
    public async Task Count_OfARequestAndOfItsBody_GivesWhatTheCallUses(string asked)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero }, TestContext.Current.CancellationToken);
        using var client = new BedrockClient(new BedrockClientOptions
        {
            Endpoint = emulator.Endpoint,
            Credentials = { AccessKeyId = emulator.AccessKeyId, SecretAccessKey = emulator.SecretAccessKey },
        });
        ConverseRequest Request(string model) => new() { ModelId = model, Messages = { new Message(ConversationRole.User, "How many tokens are these?") } };

        CountTokensResponse counted = await client.CountTokensAsync(Request(asked), TestContext.Current.CancellationToken);
        CountTokensResponse body = await client.CountTokensAsync(
            new InvokeModelRequest
            {
                ModelId = asked,
                Body = """{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":"How many tokens are these?"}]}"""u8.ToArray(),
            },
            TestContext.Current.CancellationToken);
        ConverseResponse used = await client.ConverseAsync(Request("us." + Model), TestContext.Current.CancellationToken);

        Assert.Equal(used.Usage!.InputTokens, counted.InputTokens);
        Assert.Equal(used.Usage.InputTokens, body.InputTokens);
        Assert.NotNull(counted.RequestId);
        Assert.Equal(2, emulator.Journal.Count(request => request.Path.EndsWith("/count-tokens", StringComparison.Ordinal)));
    }
}
