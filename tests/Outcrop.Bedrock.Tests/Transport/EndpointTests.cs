using System.Text.Json;
using Outcrop.Bedrock.Credentials;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Transport;
using Outcrop.Testing;

namespace Outcrop.Bedrock.Tests.Transport;

/// <summary>Endpoints by the official rules, and what decides region and endpoint.</summary>
public sealed class EndpointTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("bedrock-runtime", 21)]
    [InlineData("bedrock", 21)]
    [InlineData("sts", 69)]
    public void Rules_OfficialVectors_AllHold(string service, int atLeast)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Require("vectors", "endpoints", $"botocore-{service}-endpoint-tests-1.json")));
        int passed = 0;
        foreach (JsonElement entry in document.RootElement.GetProperty("testCases").EnumerateArray())
        {
            JsonElement? parameters = entry.TryGetProperty("params", out JsonElement given) ? given : null;
            string? region = Text(parameters, "Region");
            Uri? custom = Text(parameters, "Endpoint") is { } text ? new Uri(text) : null;
            bool fips = Flag(parameters, "UseFIPS");
            bool dualStack = Flag(parameters, "UseDualStack");
            bool global = Flag(parameters, "UseGlobalEndpoint");
            (Uri Endpoint, string? SigningRegion) Resolve() => service == "sts"
                ? EndpointRules.ResolveSts(region, fips, dualStack, custom, global)
                : (EndpointRules.Resolve(service, region, fips, dualStack, custom), region);

            JsonElement expect = entry.GetProperty("expect");
            if (expect.TryGetProperty("error", out JsonElement error))
            {
                BedrockException fault = Assert.Throws<BedrockException>(() => Resolve());
                Assert.Equal((BedrockErrorKind.Configuration, error.GetString()), (fault.Kind, fault.Message));
            }
            else
            {
                JsonElement endpoint = expect.GetProperty("endpoint");
                (Uri resolved, string? signing) = Resolve();
                Assert.Equal(new Uri(endpoint.GetProperty("url").GetString()!), resolved);
                if (endpoint.TryGetProperty("properties", out JsonElement properties) && properties.TryGetProperty("authSchemes", out JsonElement schemes))
                {
                    Assert.Equal(schemes[0].GetProperty("signingRegion").GetString(), signing);
                }
            }

            passed++;
        }

        output.WriteLine($"{service}: {passed} passed");
        Assert.True(passed >= atLeast, $"Only {passed} cases found.");
    }

    [Fact]
    public void Partitions_Table_EqualsTheOfficialFile()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Require("models", "botocore-partitions.json")));
        foreach (JsonElement official in document.RootElement.GetProperty("partitions").EnumerateArray())
        {
            JsonElement outputs = official.GetProperty("outputs");
            var expected = new Partition(official.GetProperty("id").GetString()!, official.GetProperty("regionRegex").GetString()!, outputs.GetProperty("dnsSuffix").GetString()!, outputs.GetProperty("dualStackDnsSuffix").GetString()!);
            Assert.Contains(expected, Partition.All);
            Assert.All(official.GetProperty("regions").EnumerateObject(), region => Assert.Equal(expected.Id, Partition.Of(region.Name).Id));
        }
    }

    [Theory]
    [InlineData("us-east-7", "aws")]
    [InlineData("xx-north-1", "aws")]
    [InlineData("cn-west-9", "aws-cn")]
    [InlineData("us-gov-south-1", "aws-us-gov")]
    public void Partition_UnknownRegion_IsFoundByItsShape(string region, string expected) => Assert.Equal(expected, Partition.Of(region).Id);

    [Theory]
    [InlineData("us-east-1.evil.example/")]
    [InlineData("a b")]
    [InlineData("-x")]
    public void Rules_RegionThatIsNoHostLabel_IsRefused(string region) =>
        Assert.Equal(BedrockErrorKind.Configuration, Assert.Throws<BedrockException>(() => EndpointRules.Resolve("bedrock", region, false, false)).Kind);

    [Theory]
    [InlineData("opt", "env", "old", "prof", "opt")]
    [InlineData(null, "env", "old", "prof", "env")]
    [InlineData(null, null, "old", "prof", "old")]
    [InlineData(null, "", "old", "prof", "old")]
    [InlineData(null, null, null, "prof", "prof")]
    [InlineData(null, null, null, null, "us-east-1")]
    public void Settings_Region_ComesFromTheFirstThatSaysOne(string? option, string? variable, string? older, string? profile, string expected)
    {
        var options = new BedrockClientOptions { Region = option };
        ClientSettings settings = ClientSettings.Resolve(options, Variables(new SharedProfile(profile), ("AWS_REGION", variable), ("AWS_DEFAULT_REGION", older)));
        Assert.Equal(expected, settings.Region);
    }

    /// <summary>Acceptance row 25.</summary>
    [Theory]
    [InlineData("http://option:1/base", "http://runtime", "http://all", "http://profile", null, "http://option:1/base")]
    [InlineData(null, "http://runtime", "http://all", "http://profile", null, "http://runtime/")]
    [InlineData(null, null, "http://all", "http://profile", null, "http://all/")]
    [InlineData(null, null, null, "http://profile", null, "http://profile/")]
    [InlineData(null, null, null, null, null, "https://bedrock-runtime.us-east-1.amazonaws.com/")]
    [InlineData(null, "http://runtime", "http://all", "http://profile", "true", "https://bedrock-runtime.us-east-1.amazonaws.com/")]
    [InlineData("http://option", "http://runtime", null, null, "true", "http://option/")]
    public void Settings_Endpoint_ComesFromTheFirstThatSaysOne(string? option, string? runtime, string? all, string? profile, string? ignore, string expected)
    {
        var options = new BedrockClientOptions { Endpoint = option is null ? null : new Uri(option) };
        ClientSettings settings = ClientSettings.Resolve(options, Variables(
            new SharedProfile(EndpointUrl: profile), ("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", runtime), ("AWS_ENDPOINT_URL", all), ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", ignore)));
        Assert.Equal(expected, settings.Runtime.AbsoluteUri);
    }

    [Fact]
    public void Settings_EndpointsOfTheThreeServices_AreSetApart()
    {
        ClientSettings settings = ClientSettings.Resolve(new BedrockClientOptions(), Variables(
            null, ("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "http://r"), ("AWS_ENDPOINT_URL_BEDROCK", "http://c"), ("AWS_ENDPOINT_URL_STS", "http://s"), ("AWS_MAX_ATTEMPTS", "7")));
        Assert.Equal(("http://r/", "http://c/", "http://s/", (int?)7), (settings.Runtime.AbsoluteUri, settings.ControlPlane.AbsoluteUri, settings.Sts.AbsoluteUri, settings.MaxAttempts));
    }

    /// <summary>An endpoint of one service leaves the others where they are: at the common one, or at AWS's.</summary>
    [Theory]
    [InlineData(null, "http://r/", "http://c/", "http://m/", "http://r/", "http://c/", "http://m/")]
    [InlineData("http://x", "http://r/", null, null, "http://r/", "http://x/", "http://x/")]
    [InlineData(null, "http://r/", null, null, "http://r/", "https://bedrock.eu-west-1.amazonaws.com/", "https://bedrock-mantle.eu-west-1.api.aws/")]
    [InlineData(null, null, null, "http://m/", "https://bedrock-runtime.eu-west-1.amazonaws.com/", "https://bedrock.eu-west-1.amazonaws.com/", "http://m/")]
    public void Settings_EndpointOfOneService_LeavesTheOthers(string? all, string? runtime, string? control, string? mantle, string expectedRuntime, string expectedControl, string expectedMantle)
    {
        static Uri? Parse(string? text) => text is null ? null : new Uri(text);
        ClientSettings settings = ClientSettings.Resolve(
            new BedrockClientOptions { Region = "eu-west-1", Endpoint = Parse(all), RuntimeEndpoint = Parse(runtime), ControlPlaneEndpoint = Parse(control), MantleEndpoint = Parse(mantle) }, TransportFixture.Nothing);
        Assert.Equal((expectedRuntime, expectedControl, expectedMantle), (settings.Runtime.AbsoluteUri, settings.ControlPlane.AbsoluteUri, settings.Mantle!.AbsoluteUri));
    }

    [Fact]
    public void Settings_OptionsEndpoint_LeavesStsRegional()
    {
        ClientSettings settings = ClientSettings.Resolve(new BedrockClientOptions { Region = "eu-west-1", Endpoint = new Uri("http://x") }, TransportFixture.Nothing);
        Assert.Equal("https://sts.eu-west-1.amazonaws.com/", settings.Sts.AbsoluteUri);
    }

    [Fact]
    public void Settings_FipsAndDualStackFromEnvironment_Hold()
    {
        ClientSettings settings = ClientSettings.Resolve(new BedrockClientOptions(), Variables(null, ("AWS_USE_FIPS_ENDPOINT", "true"), ("AWS_USE_DUALSTACK_ENDPOINT", "TRUE")));
        Assert.Equal("https://bedrock-runtime-fips.us-east-1.api.aws/", settings.Runtime.AbsoluteUri);
    }

    [Theory]
    [InlineData("not a url")]
    [InlineData("ftp://x")]
    [InlineData("http://user:secret@x")]
    [InlineData("http://x?a=1")]
    public void Settings_EndpointThatIsNone_IsAConfigurationFault(string url)
    {
        BedrockException fault = Assert.Throws<BedrockException>(() => ClientSettings.Resolve(new BedrockClientOptions(), Variables(null, ("AWS_ENDPOINT_URL", url))));
        Assert.Equal(BedrockErrorKind.Configuration, fault.Kind);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0", "anthropic.claude-3-haiku-20240307-v1%3A0")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0", "arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.amazon.nova-lite-v1%3A0")]
    [InlineData("a_b-c.d", "a_b-c.d")]
    public void ModelPath_Identifier_IsOneSegment(string id, string expected) => Assert.Equal($"/model/{expected}/invoke", ModelPath.For(id, "invoke"));

    /// <summary>Fault row 43.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("a/.")]
    [InlineData("a%2e%2e")]
    [InlineData("a b")]
    [InlineData("a\r\nb")]
    [InlineData("/a")]
    [InlineData("a\\b")]
    [InlineData("modèle")]
    public void ModelPath_AnythingElse_IsRefused(string id) => Assert.Equal(BedrockErrorKind.Validation, Assert.Throws<BedrockException>(() => ModelPath.Encode(id)).Kind);

    [Fact]
    public void ModelPath_TooLong_IsRefused() => Assert.Throws<BedrockException>(() => ModelPath.Encode(new string('a', 2049)));

    private static ClientEnvironment Variables(SharedProfile? profile, params (string Name, string? Value)[] variables) =>
        TransportFixture.Environment(variables.Where(v => v.Value is not null).ToDictionary(v => v.Name, v => v.Value!, StringComparer.Ordinal), profile);

    private static string? Text(JsonElement? parameters, string name) => parameters is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static bool Flag(JsonElement? parameters, string name) => parameters is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty(name, out JsonElement value) && value.GetBoolean();
}
