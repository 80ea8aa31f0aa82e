using System.Text.Json;
using Amazon.Runtime;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Bedrock.Credentials;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Telemetry;
using Outcrop.Bedrock.Tests.Transport;
using Outcrop.Bedrock.Transport;
using Outcrop.Testing;

namespace Outcrop.Bedrock.Tests.Credentials;

/// <summary>Which source is chosen, and that it is never blended with another.</summary>
public sealed class CredentialProviderTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 15, 0, 0, TimeSpan.Zero));

    /// <summary>The selection cases of the openai SDK's Bedrock suite.</summary>
    [Fact]
    public async Task Choose_SharedSelectionCases_AllHold()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Require("vectors", "sigv4", "openai-python-bedrock-auth-cases.json")));
        int passed = 0;
        foreach (JsonElement entry in document.RootElement.GetProperty("cases").EnumerateArray().Where(c => c.GetProperty("kind").GetString() == "auth_selection"))
        {
            JsonElement given = entry.GetProperty("given");
            JsonElement explicitly = given.GetProperty("explicit");
            var options = new BedrockCredentialOptions
            {
                ApiKey = explicitly.TryGetProperty("bearer", out JsonElement bearer) ? bearer.GetString() : null,
                Profile = explicitly.TryGetProperty("profile", out JsonElement profile) ? profile.GetString() : null,
            };
            if (explicitly.TryGetProperty("aws", out JsonElement aws))
            {
                options.AccessKeyId = aws.GetProperty("access_key_id").GetString();
                options.SecretAccessKey = aws.GetProperty("secret_access_key").GetString();
            }

            var variables = given.GetProperty("environment").EnumerateObject().ToDictionary(v => v.Name, v => v.Value.GetString()!, StringComparer.Ordinal);
            var sources = new FakeSources { Chain = new BasicAWSCredentials("CHAIN", "chain-secret") };
            sources.Profiles["fixture-profile"] = new BasicAWSCredentials("PROFILE", "profile-secret");
            CredentialProvider provider = Provider(options, sources, variables);
            JsonElement expected = entry.GetProperty("expected");
            if (expected.TryGetProperty("error", out _))
            {
                Assert.Equal(BedrockErrorKind.Configuration, (await Assert.ThrowsAsync<BedrockException>(async () => await provider.GetAsync(false, default))).Kind);
            }
            else
            {
                ResolvedCredentials chosen = await provider.GetAsync(false, default);
                string source = chosen switch
                {
                    { BearerToken: "explicit-bearer-token" } => "explicit",
                    { BearerToken: "environment-bearer-token" } => "environment",
                    { AccessKeyId: "AKIDEXAMPLE" } => "static",
                    { AccessKeyId: "PROFILE" } => "profile",
                    { AccessKeyId: "CHAIN" } => "default",
                    _ => "none",
                };
                Assert.Equal((expected.GetProperty("auth_mode").GetString(), expected.GetProperty("auth_source").GetString()), (chosen.BearerToken is null ? "sigv4" : "bearer", source));
            }

            passed++;
        }

        Assert.Equal(7, passed);
    }

    /// <summary>Acceptance row 5: keys given here never take a session token from anywhere else.</summary>
    [Fact]
    public async Task Choose_ExplicitKeys_TakeNoAmbientSessionToken()
    {
        CredentialProvider provider = Provider(
            new BedrockCredentialOptions { AccessKeyId = "AKID", SecretAccessKey = "secret" },
            new FakeSources { Chain = new SessionAWSCredentials("OTHER", "other", "ambient") },
            new() { ["AWS_SESSION_TOKEN"] = "ambient", ["AWS_ACCESS_KEY_ID"] = "OTHER", ["AWS_SECRET_ACCESS_KEY"] = "other" });
        ResolvedCredentials chosen = await provider.GetAsync(false, default);
        Assert.Equal(("AKID", "secret", null), (chosen.AccessKeyId, chosen.SecretAccessKey, chosen.SessionToken));
    }

    [Fact]
    public async Task Choose_HalfAnAccessKey_IsAConfigurationFault()
    {
        CredentialProvider provider = Provider(new BedrockCredentialOptions { AccessKeyId = "AKID" }, new FakeSources());
        Assert.Equal(BedrockErrorKind.Configuration, (await Assert.ThrowsAsync<BedrockException>(async () => await provider.GetAsync(false, default))).Kind);
    }

    /// <summary>D7: the message says where was looked and how to mend it.</summary>
    [Fact]
    public async Task Choose_Nothing_SaysWhatWasTriedAndKeepsTrying()
    {
        var sources = new FakeSources();
        CredentialProvider provider = Provider(new BedrockCredentialOptions(), sources);
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(async () => await provider.GetAsync(false, default));
        Assert.Equal(BedrockErrorKind.Credentials, fault.Kind);
        Assert.Contains("web identity", fault.Message, StringComparison.Ordinal);
        Assert.Contains("AWS_BEARER_TOKEN_BEDROCK", fault.Message, StringComparison.Ordinal);
        sources.Chain = new BasicAWSCredentials("LATER", "s");
        Assert.Equal("LATER", (await provider.GetAsync(false, default)).AccessKeyId);
    }

    [Theory]
    [InlineData(null, "arn:aws:iam::1:role/env", null, "arn:aws:iam::1:role/env")]
    [InlineData("arn:aws:iam::1:role/opt", "arn:aws:iam::1:role/env", null, "arn:aws:iam::1:role/opt")]
    [InlineData(null, "arn:aws:iam::1:role/web", "/token", null)]
    [InlineData("arn:aws:iam::1:role/opt", "arn:aws:iam::1:role/web", "/token", "arn:aws:iam::1:role/opt")]
    [InlineData(null, "", null, null)]
    public async Task Role_FromOptionOrEnvironment_IsAssumedUnlessItIsTheWebIdentitys(string? option, string? variable, string? tokenFile, string? expected)
    {
        var sources = new FakeSources { Chain = new BasicAWSCredentials("CHAIN", "s"), Sts = (_, _) => Task.FromResult(Session("R", TimeSpan.FromHours(1))) };
        var variables = new Dictionary<string, string>();
        if (variable is not null)
        {
            variables["AWS_ROLE_ARN"] = variable;
        }

        if (tokenFile is not null)
        {
            variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = tokenFile;
        }

        CredentialProvider provider = Provider(new BedrockCredentialOptions { RoleArn = option }, sources, variables);
        ResolvedCredentials chosen = await provider.GetAsync(false, default);
        Assert.Equal(expected, sources.Roles.SingleOrDefault()?.RoleArn);
        Assert.Equal(expected is null ? "CHAIN" : "R", chosen.AccessKeyId);
    }

    [Fact]
    public async Task Role_Options_ReachSts()
    {
        var sources = new FakeSources { Sts = (_, _) => Task.FromResult(Session("R", TimeSpan.FromHours(1))) };
        var options = new BedrockCredentialOptions
        {
            AccessKeyId = "AKID",
            SecretAccessKey = "s",
            RoleArn = "arn:aws:iam::1:role/x",
            ExternalId = "tenant-1",
            SessionName = "session-1",
            SessionTags = { ["team"] = "a" },
            Duration = TimeSpan.FromMinutes(20),
        };
        await Provider(options, sources).GetAsync(false, default);
        RoleRequest role = Assert.Single(sources.Roles);
        Assert.Equal(("tenant-1", "session-1", "a", TimeSpan.FromMinutes(20), "https://sts.us-east-1.amazonaws.com/"), (role.ExternalId, role.SessionName, role.Tags["team"], role.Duration, role.Endpoint.AbsoluteUri));
    }

    [Theory]
    [InlineData("key\n")]
    [InlineData("a b")]
    public async Task ApiKey_WithStrayCharacters_IsAConfigurationFaultThatShowsNothing(string key)
    {
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(async () => await Provider(new BedrockCredentialOptions { ApiKey = key }, new FakeSources()).GetAsync(false, default));
        Assert.Equal(BedrockErrorKind.Configuration, fault.Kind);
        Assert.DoesNotContain(key, fault.Message, StringComparison.Ordinal);
    }

    /// <summary>D5: nothing secret in text or JSON.</summary>
    [Fact]
    public void Secrets_InTextOrJson_DoNotShow()
    {
        var options = new BedrockCredentialOptions { ApiKey = "canary-1", AccessKeyId = "AKID", SecretAccessKey = "canary-2", SessionToken = "canary-3" };
        ResolvedCredentials[] resolved = [ResolvedCredentials.Bearer("canary-1"), ResolvedCredentials.Keys("AKID", "canary-2", "canary-3")];
        var client = new BedrockClientOptions { Credentials = options };
        string everything = string.Join('\n', options, client, resolved[0], resolved[1], JsonSerializer.Serialize(options), JsonSerializer.Serialize(resolved), JsonSerializer.Serialize(options, new JsonSerializerOptions { IncludeFields = true }));
        Assert.DoesNotContain("canary", everything, StringComparison.Ordinal);
    }

    private CredentialProvider Provider(BedrockCredentialOptions options, FakeSources sources, Dictionary<string, string>? variables = null)
    {
        ClientEnvironment environment = TransportFixture.Environment(variables ?? [], sources: sources);
        ClientSettings settings = ClientSettings.Resolve(new BedrockClientOptions { Credentials = options }, environment);
        return new CredentialProvider(options, settings, environment, _time, NullLogger.Instance, BedrockMetrics.Of(new BedrockClientOptions()));
    }

    private ExpiringCredentials Session(string id, TimeSpan life) => new(ResolvedCredentials.Keys(id, "s", "t"), _time.GetUtcNow() + life);
}
