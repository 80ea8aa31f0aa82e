using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Configuration;

/// <summary>Keys that have an access key for AWS's SDKs.</summary>
public class AwsKeysTests
{
    private const string Id = "AKIAOUTCROP234567ABC";

    [Fact]
    public void Key_WithAnAccessKey_IsReadAndKeepsItsSecret()
    {
        OutcropConfiguration configuration = Load($$"""
            {"keys":[
              {"id":"both","key":"${K}","accessKeyId":"{{Id}}","secretAccessKey":"${S}","sessionToken":"${T}","signingRegions":["us-east-1"],"expiresAt":"2027-01-31T18:00:00Z"},
              {"id":"signs","accessKeyId":"${I}","secretAccessKey":"${S}"},
              {"id":"plain","key":"${K2}","expiresAt":"2027-02-01"}]}
            """);
        Assert.Equal([Id, "another_key_id_0123456789", null], configuration.Keys.Select(static key => key.AccessKeyId));
        Assert.Equal(new DateTimeOffset(2027, 1, 31, 18, 0, 0, TimeSpan.Zero), configuration.Keys[0].ExpiresAt);
        Assert.Equal(new DateTimeOffset(2027, 2, 1, 0, 0, 0, TimeSpan.Zero), configuration.Keys[2].ExpiresAt);
        Assert.Equal(["us-east-1"], configuration.Keys[0].SigningRegions!);
        Assert.Equal(("canary-secret-0123456789abcdef", "canary-token-0123456789"), (configuration.Keys[0].AwsKeys!.Secret, configuration.Keys[0].AwsKeys!.SessionToken));
        Assert.Empty(configuration.Warnings);
        Assert.Contains("canary-secret-0123456789abcdef", configuration.Secrets);
        Assert.Contains("canary-token-0123456789", configuration.Secrets);
        string shown = configuration + string.Join(' ', configuration.Keys) + System.Text.Json.JsonSerializer.Serialize(configuration) + configuration.Keys[0].AwsKeys;
        Assert.DoesNotContain("canary", shown);
    }

    [Theory]
    [InlineData("""{"id":"a","accessKeyId":"short","secretAccessKey":"${S}"}""", "$.keys[0].accessKeyId", "16 to 128")]
    [InlineData("""{"id":"a","accessKeyId":"AKIAOUTCROP-23456789","secretAccessKey":"${S}"}""", "$.keys[0].accessKeyId", "16 to 128")]
    [InlineData("""{"id":"a","accessKeyId":"AKIAOUTCROP23456789"}""", "$.keys[0].secretAccessKey", "is missing")]
    [InlineData("""{"id":"a","accessKeyId":"AKIAOUTCROP23456789","secretAccessKey":"in plain text, which is long"}""", "$.keys[0].secretAccessKey", "must not stand in the file")]
    [InlineData("""{"id":"a","accessKeyId":"AKIAOUTCROP23456789","secretAccessKey":"${EMPTY}"}""", "$.keys[0].secretAccessKey", "is empty")]
    [InlineData("""{"id":"a","accessKeyId":"AKIAOUTCROP23456789","secretAccessKey":"${S}","sessionToken":"plain"}""", "$.keys[0].sessionToken", "must not stand in the file")]
    [InlineData("""{"id":"a","key":"${K}","secretAccessKey":"${S}"}""", "$.keys[0].secretAccessKey", "needs accessKeyId")]
    [InlineData("""{"id":"a","key":"${K}","sessionToken":"${T}"}""", "$.keys[0].sessionToken", "needs accessKeyId")]
    [InlineData("""{"id":"a","key":"${EMPTY}"}""", "$.keys[0].key", "is empty")]
    [InlineData("""{"id":"a"}""", "$.keys[0]", "needs either hash")]
    [InlineData("""{"id":"a","key":"${K}","expiresAt":"soon"}""", "$.keys[0].expiresAt", "must be a time")]
    [InlineData("""{"id":"a","accessKeyId":"AKIAOUTCROP23456789","secretAccessKey":"${S}"},{"id":"b","accessKeyId":"AKIAOUTCROP23456789","secretAccessKey":"${S}"}""", "$.keys[1].accessKeyId", "same access key")]
    public void Key_WithAFault_IsReportedWithItsPath(string keys, string path, string message)
    {
        OutcropConfigurationException exception = Assert.Throws<OutcropConfigurationException>(() => Load($$"""{"keys":[{{keys}}]}"""));
        ConfigurationFault fault = Assert.Single(exception.Faults);
        Assert.Equal(path, fault.Path);
        Assert.Contains(message, fault.Message);
        Assert.DoesNotContain("canary", exception.Message);
    }

    [Fact]
    public void AccessKey_New_IsTakenByTheConfigurationAndHiddenInLogs()
    {
        (string id, string secret) = AccessKey.New();
        Assert.True(AwsKeyPair.IsId(id));
        Assert.Matches("^AKIAOUTCROP[A-Z2-7]{9}$", id);
        Assert.Matches("^[A-Za-z0-9]{40}$", secret);
        Assert.NotEqual(AccessKey.New(), (id, secret));
        Assert.DoesNotContain(id, Outcrop.Gateway.Logging.SecretPatterns.Redact($"key {id}"));
    }

    private static OutcropConfiguration Load(string json)
    {
        using var folder = new TemporaryFolder();
        var environment = new Dictionary<string, string>
        {
            ["K"] = "canary-key-0123456789abcdef",
            ["K2"] = "canary-key-0123456789abcdeg",
            ["S"] = "canary-secret-0123456789abcdef",
            ["T"] = "canary-token-0123456789",
            ["EMPTY"] = "",
            ["I"] = "another_key_id_0123456789",
        };
        return OutcropConfiguration.Load(folder.Write("outcrop.json", json), environment, folder.Path);
    }
}
