using Outcrop.Emulator.Tests.Support;

namespace Outcrop.Emulator.Tests.Quotas;

/// <summary>Three accounts in one emulator, each with quotas of its own for a region and a model.</summary>
public sealed class AccountQuotaTests
{
    private const string Haiku = "/model/" + EmulatorTest.Claude + "/converse";

    private const string Nova = "/model/amazon.nova-lite-v1%3A0/converse";

    private const string Scenario = """
        {
          "accessKeys": { "AKIAONE": "1", "AKIATWO": "2", "AKIATHREE": "3" },
          "keyAccounts": { "AKIAONE": "111111111111", "AKIATWO": "222222222222", "AKIATHREE": "333333333333", "bearer-three": "333333333333" },
          "bearerKeys": ["bearer-three", "bearer-plain"],
          "quotas": [
            { "account": "111111111111", "requestsPerMinute": 1 },
            { "account": "222222222222", "region": "us-east-1", "model": "anthropic.*", "requestsPerMinute": 3 },
            { "account": "333333333333", "tokensPerMinute": 1000 },
          ],
        }
        """;

    [Fact]
    public async Task Accounts_WithUnevenQuotas_AreThrottledEachByItsOwn()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(EmulatorScenario.Parse(Scenario).ApplyTo);
        using var client = new EmulatorClient(emulator);
        async Task<string> StatusesAsync(string key, string secret, string path, int count, string region = "us-east-1", int maxTokens = 10)
        {
            client.Signer = new TestSigner(key, secret, Region: region);
            var statuses = new List<int>();
            for (int i = 0; i < count; i++)
            {
                statuses.Add((await client.SendAsync(path, EmulatorTest.Converse("x", $$""","inferenceConfig":{"maxTokens":{{maxTokens}}}"""))).Status);
            }

            return string.Join(' ', statuses);
        }

        // By region and model.
        Assert.Equal("200 429", await StatusesAsync("AKIAONE", "1", Haiku, 2));
        Assert.Equal("200 429", await StatusesAsync("AKIAONE", "1", Nova, 2));
        Assert.Equal("200 429", await StatusesAsync("AKIAONE", "1", Haiku, 2, "eu-west-1"));
        Assert.Equal("200 200 200 429", await StatusesAsync("AKIATWO", "2", Haiku, 4));
        Assert.Equal("200 200 200 200", await StatusesAsync("AKIATWO", "2", Haiku, 4, "eu-west-1"));
        Assert.Equal("200 200 200 200", await StatusesAsync("AKIATWO", "2", Nova, 4));

        // By tokens, which are reserved at the start: an answer of a few is refused for the 1,000 it might have had.
        Assert.Equal("429", await StatusesAsync("AKIATHREE", "3", Haiku, 1, maxTokens: 1000));
        Assert.Equal("200", await StatusesAsync("AKIATHREE", "3", Haiku, 1, maxTokens: 800));
        Assert.Equal("200 200 200", await StatusesAsync("outcrop", "outcrop-secret", Haiku, 3));
    }

    [Fact]
    public async Task BearerKey_OfAnAccount_SharesItsQuotas()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync(EmulatorScenario.Parse(Scenario).ApplyTo);
        using var client = new EmulatorClient(emulator) { Signer = null };
        async Task<int> StatusAsync(string key) => (await client.SendAsync(
            Haiku, EmulatorTest.Converse("x", ""","inferenceConfig":{"maxTokens":1000}"""), change: request => request.Headers.Add("Authorization", "Bearer " + key))).Status;
        Assert.Equal((429, 200), (await StatusAsync("bearer-three"), await StatusAsync("bearer-plain")));
        Assert.Equal("arn:aws:iam::333333333333:user/anonymous", emulator.Journal[0].CallerArn);
    }

    [Fact]
    public void Scenario_AccountThatIsNone_IsNamed() => Assert.Equal(
        "$.keyAccounts.AKIA",
        Assert.Single(Assert.Throws<EmulatorScenarioException>(() => EmulatorScenario.Parse("""{"keyAccounts":{"AKIA":"12"}}""")).Faults).Path);
}
