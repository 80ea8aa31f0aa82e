using Outcrop.Bedrock;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Configuration.Files;
using Outcrop.Gateway.Routing;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Configuration;

/// <summary>Accounts, routes, quotas and the sections about how requests are sent.</summary>
public class AccountsTests
{
    private const string Accounts = """
        "accounts": [
          {"id": "one", "regions": ["us-east-1", "us-west-2"], "credentials": {"roleArn": "arn:aws:iam::123456789012:role/x", "externalId": "e-1", "sessionTags": {"t": "v"}, "sessionDuration": 900}},
          {"id": "two", "regions": ["eu-west-1"], "stsEndpoint": "https://sts.example", "endpoints": {"eu-west-1": {"runtime": "https://r.example", "controlPlane": "https://c.example"}}, "credentials": {"profile": "p"}}
        ]
        """;

    private readonly MemoryFiles _files = new();

    [Fact]
    public void Load_NoAccounts_IsTheAccountOfBedrock()
    {
        OutcropConfiguration configuration = _files.Load("""{"bedrock": {"region": "eu-west-1", "profile": "p", "endpoint": "https://vpce.example"}}""");

        AccountSettings account = Assert.Single(configuration.Accounts);
        Assert.Equal(("default", "eu-west-1", "p", "https://vpce.example/"), (account.Id, account.DefaultRegion, account.Credentials.Profile, account.Endpoint!.ToString()));
    }

    [Theory]
    [InlineData("""{"accounts": [{"id": "a"}]}""", "a")]
    [InlineData("""{"accounts": [{"id": "a"}], "bedrock": {"strictParameters": true}}""", "a")]
    [InlineData("""{"accounts": [{"id": "a"}], "bedrock": {"region": "us-east-1"}}""", "default, a")]
    [InlineData("""{"accounts": []}""", "default")]
    public void Load_AccountsAndBedrock_BothStandOnlyWhereBothSaySomething(string json, string accounts) =>
        Assert.Equal(accounts, string.Join(", ", _files.Load(json).Accounts.Select(account => account.Id)));

    [Fact]
    public void Load_Account_IsReadWhole()
    {
        OutcropConfiguration configuration = _files.Load($"{{{Accounts}}}");

        (AccountSettings one, AccountSettings two) = (configuration.Accounts[0], configuration.Accounts[1]);
        Assert.Equal(("us-east-1", "e-1", "v", TimeSpan.FromMinutes(15)), (one.DefaultRegion, one.Credentials.ExternalId, one.Credentials.SessionTags["t"], one.Credentials.SessionDuration!.Value));
        BedrockClientOptions options = Outcrop.Gateway.Upstream.BedrockOptionsFactory.Create(configuration, two, "eu-west-1", TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, new TestMeters(), null);
        Assert.Equal(("eu-west-1", "https://r.example/", "https://c.example/", null, "p", "https://sts.example/"),
            (options.Region, options.RuntimeEndpoint!.ToString(), options.ControlPlaneEndpoint!.ToString(), options.MantleEndpoint, options.Credentials.Profile, options.Credentials.StsEndpoint!.ToString()));
    }

    [Fact]
    public void Load_Route_HasItsTargetsInOrderWithWhatTheyLeaveOut()
    {
        OutcropConfiguration configuration = _files.Load("{" + Accounts + """
            , "bedrock": {"apiByModel": {"amazon.nova-micro-v1:0": "invoke"}}, "models": {"aliases": {
              "again": "fast",
              "fast": {
                "targets": [
                  {"model": "amazon.nova-micro-v1:0"},
                  {"account": "one", "region": "us-west-2", "model": "openai.gpt-oss-120b", "api": "openai-chat", "surface": "mantle", "priority": 1, "weight": 3},
                  {"account": "two", "model": "amazon.nova-lite-v1:0"}
                ],
                "fallbacks": ["slow"], "strategy": "quota", "sticky": false, "timeouts": {"firstByte": 5}, "retry": {"maxAttempts": 1}
              },
              "slow": "amazon.nova-pro-v1:0"
            }}}
            """);

        ModelRouteSettings route = configuration.Routes["fast"];
        Assert.Equal(
            [
                new Target("one", "us-east-1", "amazon.nova-micro-v1:0", BedrockApi.InvokeModel),
                new Target("one", "us-west-2", "openai.gpt-oss-120b", BedrockApi.OpenAIChat, BedrockSurface.Mantle, 1, 3),
                new Target("two", "eu-west-1", "amazon.nova-lite-v1:0"),
            ],
            route.Targets);
        Assert.Equal(["slow"], route.Fallbacks);
        Assert.Equal(new RoutePolicyOverrides { Strategy = RoutingStrategy.Quota, Sticky = false, FirstByte = TimeSpan.FromSeconds(5), MaxAttempts = 1 }, route.Overrides);
        Assert.Same(route, configuration.Routes["again"]);
        Assert.Equal(("amazon.nova-micro-v1:0", "amazon.nova-pro-v1:0"), (configuration.Aliases["again"], configuration.Aliases["slow"]));
    }

    [Fact]
    public void Load_Quotas_TheFirstThatMatchesHolds()
    {
        OutcropConfiguration configuration = _files.Load("{" + Accounts + """
            , "quotas": [
              {"account": "one", "region": "us-east-1", "model": "amazon.nova-micro-v1:0", "requestsPerMinute": 10},
              {"account": "one", "model": "amazon.*", "tokensPerMinute": 1000, "outputBurndown": 5}
            ]}
            """);

        Assert.Equal(10, configuration.FindQuota(new Target("one", "us-east-1", "amazon.nova-micro-v1:0"))!.RequestsPerMinute);
        Assert.Equal((1000, 5), (configuration.FindQuota(new Target("one", "us-west-2", "amazon.nova-micro-v1:0"))!.TokensPerMinute, 5));
        Assert.Null(configuration.FindQuota(new Target("two", "eu-west-1", "amazon.nova-micro-v1:0")));
    }

    [Fact]
    public void Load_OlderNames_StandForTheNewerOnes()
    {
        OutcropConfiguration older = _files.Load("""{"server": {"heartbeatInterval": 7, "writeTimeout": 8, "shutdownTimeout": 9}, "timeouts": {"firstByte": 10, "idle": 11}}""");
        OutcropConfiguration newer = _files.Load("""{"streams": {"heartbeat": 7, "stall": 8, "firstByte": 10, "idle": 11}, "drain": {"timeout": 9, "delay": 0}}""");

        Assert.Equal(older.Streams, newer.Streams);
        Assert.Equal((older.Server.HeartbeatInterval, older.Server.WriteTimeout, older.Server.ShutdownTimeout), (newer.Server.HeartbeatInterval, newer.Server.WriteTimeout, newer.Server.ShutdownTimeout));
        Assert.Equal((older.Drain.Timeout, TimeSpan.Zero), (newer.Drain.Timeout, newer.Drain.Delay));
    }

    /// <summary>Each contradiction and each reference to nothing is found at its place.</summary>
    [Theory]
    [InlineData("""{"accounts": [{"id": "a"}, {"id": "a"}]}""", "$.accounts[1].id", "there twice")]
    [InlineData("""{"accounts": [{"id": "a b"}]}""", "$.accounts[0].id", "letters")]
    [InlineData("""{"accounts": [{"id": "default"}], "bedrock": {"region": "us-east-1"}}""", "$.accounts[0].id", "bedrock section")]
    [InlineData("""{"accounts": [{"id": "a", "regions": ["us-east-1", "us-east-1"]}]}""", "$.accounts[0].regions", "twice")]
    [InlineData("""{"accounts": [{"id": "a", "regions": ["mars"]}]}""", "$.accounts[0].regions", "region such as")]
    [InlineData("""{"accounts": [{"id": "a", "regions": [null]}]}""", "$.accounts[0].regions[0]", "must be a string")]
    [InlineData("""{"accounts": [{"id": "a", "endpoints": {"us-east-1": {}}}]}""", "$.accounts[0].endpoints['us-east-1']", "among the account's regions")]
    [InlineData("""{"accounts": [{"id": "a", "endpoint": "https://x", "useFips": true}]}""", "$.accounts[0].endpoint", "useFips")]
    [InlineData("""{"accounts": [{"id": "a", "credentials": {"profile": "p", "apiKey": "${K}"}}]}""", "$.accounts[0].credentials.apiKey", "one source")]
    [InlineData("""{"accounts": [{"id": "a", "credentials": {"accessKeyId": "AKIA"}}]}""", "$.accounts[0].credentials.secretAccessKey", "together")]
    [InlineData("""{"accounts": [{"id": "a", "credentials": {"sessionToken": "${K}"}}]}""", "$.accounts[0].credentials.sessionToken", "belongs to accessKeyId")]
    [InlineData("""{"accounts": [{"id": "a", "credentials": {"roleArn": "x"}}]}""", "$.accounts[0].credentials.roleArn", "arn:aws:iam::")]
    [InlineData("""{"accounts": [{"id": "a", "credentials": {"externalId": "x"}}]}""", "$.accounts[0].credentials.externalId", "belongs to roleArn")]
    [InlineData("""{"accounts": [{"id": "a", "credentials": {"roleArn": "arn:aws:iam::123456789012:role/x", "apiKey": "${K}"}}]}""", "$.accounts[0].credentials.roleArn", "apiKey")]
    [InlineData("""{"models": {"aliases": {"x": {"targets": []}}}}""", "$.models.aliases.x.targets", "at least one")]
    [InlineData("""{"models": {"aliases": {"x": {}}}}""", "$.models.aliases.x.targets", "at least one")]
    [InlineData("""{"models": {"aliases": {"x": {"targets": [{"model": "a.b", "account": "defualt"}]}}}}""", "$.models.aliases.x.targets[0].account", "did you mean 'default'")]
    [InlineData("""{"accounts": [{"id": "a", "regions": ["us-east-1"]}], "models": {"aliases": {"x": {"targets": [{"model": "a.b", "region": "us-west-2"}]}}}}""", "$.models.aliases.x.targets[0].region", "none of the regions")]
    [InlineData("""{"models": {"aliases": {"x": {"targets": [{}]}}}}""", "$.models.aliases.x.targets[0].model", "is needed")]
    [InlineData("""{"models": {"aliases": {"x": {"targets": [{"model": "a/../b"}]}}}}""", "$.models.aliases.x.targets[0].model", "must be a model id")]
    [InlineData("""{"models": {"aliases": {"x": {"targets": [{"model": "a.*"}]}}}}""", "$.models.aliases.x.targets[0].model", "has none to fill it")]
    [InlineData("""{"models": {"aliases": {"x": {"targets": [{"model": "a.b"}, {"model": "a.b", "weight": 2}]}}}}""", "$.models.aliases.x.targets[1]", "same target")]
    [InlineData("""{"models": {"aliases": {"x": {"targets": [{"model": "a.b", "weight": 0}]}}}}""", "$.models.aliases.x.targets", "weight 0")]
    [InlineData("""{"models": {"aliases": {"x": {"targets": [{"model": "a.b", "api": "converse", "surface": "mantle"}]}}}}""", "$.models.aliases.x.targets[0].api", "does not have")]
    [InlineData("""{"models": {"aliases": {"x": {"targets": [{"model": "a.b"}], "fallbacks": ["y"]}}}}""", "$.models.aliases.x.fallbacks", "neither")]
    [InlineData("""{"models": {"aliases": {"x": {"targets": [{"model": "a.b"}], "fallbacks": ["y"]}, "y": {"targets": [{"model": "a.c"}], "fallbacks": ["x"]}}}}""", "$.models.aliases.x.fallbacks", "go round: x → y → x")]
    [InlineData("""{"models": {"aliases": {"x": {"targets": [{"model": "a.b"}], "fallbacks": ["z"]}, "z": "x"}}}""", "$.models.aliases.x.fallbacks", "go round: x → z → x")]
    [InlineData("""{"models": {"aliases": {"a": "b", "b": "c", "c": "a"}}}""", "$.models.aliases.a", "stand for each other: a → b → c → a")]
    [InlineData("""{"models": {"aliases": {"x": "not a model!"}}}""", "$.models.aliases.x", "must be a model id")]
    [InlineData("""{"models": {"aliases": {"x": "sonet!", "sonnet": "a.b"}}}""", "$.models.aliases.x", "did you mean 'sonnet'?")]
    [InlineData("""{"models": {"aliases": {"a": "x", "x": "y/../z"}}}""", "$.models.aliases.x", "must be a model id")]
    [InlineData("""{"models": {"aliases": {"x": "a.*"}}}""", "$.models.aliases.x", "has none to fill it")]
    [InlineData("""{"models": {"aliases": {"x*": "a b.*"}}}""", "$.models.aliases['x*']", "must be a model id")]
    [InlineData("""{"models": {"aliases": {"x*": {"targets": [{"model": "a!*"}]}}}}""", "$.models.aliases['x*'].targets[0].model", "must be a model id")]
    [InlineData("""{"drian": {}}""", "$.drian", "did you mean 'drain'?")]
    [InlineData("""{"drain": {"deley": 1}}""", "$.drain.deley", "did you mean 'delay'?")]
    [InlineData("""{"retry": {"bugdet": {}}}""", "$.retry.bugdet", "did you mean 'budget'?")]
    [InlineData("""{"hegding": {}}""", "$.hegding", "did you mean 'hedging'?")]
    [InlineData("""{"kesy": []}""", "$.kesy", "did you mean 'keys'?")]
    [InlineData("""{"models": {"default": {"targets": [{"model": "a.b"}]}}}""", "$.models.default.targets[0].model", "unknown member")]
    [InlineData("""{"quotas": [{"account": "x", "tokensPerMinute": 1}]}""", "$.quotas[0].account", "none of the accounts")]
    [InlineData("""{"quotas": [{}]}""", "$.quotas[0]", "requestsPerMinute or tokensPerMinute")]
    [InlineData("""{"quotas": [{"tokensPerMinute": 1}, {"requestsPerMinute": 1}]}""", "$.quotas[1]", "same account")]
    [InlineData("""{"breaker": {"openFor": 60, "maxOpenFor": 30}}""", "$.breaker.maxOpenFor", "less than openFor")]
    [InlineData("""{"streams": {"heartbeat": 1}, "server": {"heartbeatInterval": 1}}""", "$.streams.heartbeat", "the same setting as $.server.heartbeatInterval")]
    [InlineData("""{"drain": {"timeout": 1}, "server": {"shutdownTimeout": 1}}""", "$.drain.timeout", "the same setting")]
    [InlineData("""{"routing": {"strategy": "fastest"}}""", "$.routing.strategy", "priority, weighted, leastInFlight or quota")]
    [InlineData("""{"brekaer": {}}""", "$.brekaer", "did you mean 'breaker'?")]
    [InlineData("""{"keys": [{"id": "a", "key": "${K}", "strategy": "x"}]}""", "$.keys[0].strategy", "must be")]
    public void Load_Contradiction_IsFoundAtItsPlace(string json, string path, string message)
    {
        ConfigurationReading reading = _files.ReadJson(json, new Dictionary<string, string> { ["K"] = Sample.Key });

        ConfigurationFault fault = Assert.Single(reading.Faults, fault => fault.Path == path);
        Assert.Contains(message, fault.Message);
        Assert.Equal(1, fault.Line);
        Assert.Null(reading.Configuration);
    }

    /// <summary>A circle is one mistake, and is told once, by the name that comes first; another circle is another.</summary>
    [Theory]
    [InlineData("""{"a": ["b"], "b": ["c"], "c": ["a"]}""", "a → b → c → a")]
    [InlineData("""{"c": ["a"], "b": ["c"], "a": ["b"]}""", "c → a → b → c")]
    [InlineData("""{"a": ["a"]}""", "a → a")]
    [InlineData("""{"into": ["a"], "a": ["b"], "b": ["a"]}""", "a → b → a")]
    [InlineData("""{"a": ["b"], "b": ["a", "c"], "c": ["b"]}""", "a → b → a; c → b → c")]
    [InlineData("""{"a": ["b", "c"], "b": ["c"], "c": []}""", "")]
    public void Load_CircleOfFallbacks_IsToldOnceAndWhole(string fallbacks, string circles)
    {
        IEnumerable<string> aliases = System.Text.Json.JsonDocument.Parse(fallbacks).RootElement.EnumerateObject().Select(static (one, i) =>
            "\"" + one.Name + "\": {\"targets\": [{\"model\": \"amazon.nova-" + i + "-v1:0\"}], \"fallbacks\": " + one.Value + "}");
        ConfigurationReading reading = _files.ReadJson("{\"models\": {\"aliases\": {" + string.Join(", ", aliases) + "}}}");

        Assert.Equal(circles, string.Join("; ", reading.Faults.Select(static fault => fault.Message.Replace("the fallbacks go round: ", "", StringComparison.Ordinal))));
        Assert.All(reading.Faults, static fault => Assert.Equal($"$.models.aliases.{fault.Message.Replace("the fallbacks go round: ", "", StringComparison.Ordinal)[0]}.fallbacks", fault.Path));
    }

    /// <summary>A text that could be a model's id, but is none that Bedrock gives, mostly names another alias.</summary>
    [Fact]
    public void Load_AliasOfANameThatIsNone_IsAWarning()
    {
        ConfigurationReading reading = _files.ReadJson("""{"models": {"aliases": {"sonnet": "anthropic.claude-sonnet-4-5-20250929-v1:0", "best": "sonet", "listed": "amazon.nova-lite-v1:0"}}}""");

        Assert.Empty(reading.Faults);
        Assert.Equal("$.models.aliases.best: 'sonet' is neither one of the aliases nor an id of Bedrock's; did you mean 'sonnet'?", Assert.Single(reading.Warnings));
    }

    /// <summary>What was meant is looked for where something is wrong, not for each of a thousand aliases among the others: that took half a minute.</summary>
    [Fact]
    public void Load_ManyAliases_CostsNoMoreThanTheirNumber()
    {
        Cost(100);
        Assert.InRange(Cost(400) / Cost(100), 0, 6);

        double Cost(int count)
        {
            IEnumerable<string> aliases = Enumerable.Range(0, count).Select(static i => $"\"team-{i:000}-claude-sonnet\": \"us.anthropic.claude-sonnet-4-5-20250929-v1:0\"");
            string json = "{\"models\": {\"aliases\": {" + string.Join(", ", aliases) + "}}}";
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Empty(_files.ReadJson(json).Faults);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Theory]
    [InlineData("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "eu-west-1", "is a profile of us")]
    [InlineData("eu.anthropic.claude-sonnet-4-5-20250929-v1:0", "us-east-1", "is a profile of eu")]
    [InlineData("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "us-gov-west-1", "is a profile of us")]
    [InlineData("arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/abc", "us-east-1", "is of us-west-2")]
    [InlineData("amazon.nova-nothing-v1:0", "us-east-1", "does not know")]
    [InlineData("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "us-east-1", null)]
    [InlineData("global.anthropic.claude-sonnet-4-5-20250929-v1:0", "eu-west-1", null)]
    public void Load_TargetThatTheRegionLacks_IsAWarning(string model, string region, string? warning)
    {
        ConfigurationReading reading = _files.ReadJson("""{"accounts": [{"id": "a", "regions": ["REGION"]}], "models": {"aliases": {"x": {"targets": [{"model": "MODEL"}]}}}}""".Replace("REGION", region).Replace("MODEL", model));

        Assert.Empty(reading.Faults);
        Assert.Equal(warning is null ? 0 : 1, reading.Warnings.Count);
        Assert.All(reading.Warnings, text => Assert.StartsWith("$.models.aliases.x.targets[0].model: ", text));
        Assert.All(reading.Warnings, text => Assert.Contains(warning!, text));
    }

    [Fact]
    public void Load_Secrets_ComeFromEnvironmentOrFileAndShowNowhere()
    {
        _files.Write("/c/secrets/key", "canary-of-a-file-0123456789\n");
        _files.Write("/run/secret", "canary-elsewhere-0123456789");
        _files.OpenToOthers.Add("/run/secret");
        ConfigurationReading reading = _files.ReadJson(
            """
            {
              "accounts": [
                {"id": "canary-of-a-file-0123456789", "credentials": {"accessKeyId": "AKIDEXAMPLE", "secretAccessKey": "file:secrets/key", "sessionToken": "${TOKEN}"}},
                {"id": "b", "credentials": {"apiKey": "file:/run/secret", "roleArn": "arn:aws:iam::1:role/${TOKEN}"}},
                {"id": "c", "credentials": {"apiKey": "${UNSET:-}"}},
                {"id": "d", "credentials": {"apiKey": "${UNSET:-canary-in-the-file}"}},
                {"id": "e", "credentials": {"apiKey": "${MISSING}"}},
                {"id": "f", "credentials": {"apiKey": "file:nowhere"}}
              ]
            }
            """,
            new Dictionary<string, string> { ["TOKEN"] = "canary-of-the-environment" });

        string shown = string.Join('\n', [.. reading.Faults.Select(fault => fault.ToString()), .. reading.Warnings, .. reading.Values.Select(value => value.ToString())]);
        Assert.DoesNotContain("canary", shown);
        Assert.Equal(
            ["$.accounts[1].credentials.roleArn", "$.accounts[3].credentials.apiKey", "$.accounts[4].credentials.apiKey", "$.accounts[5].credentials.apiKey"],
            reading.Faults.Where(fault => !fault.Message.Contains("with an apiKey")).Select(fault => fault.Path));
        Assert.Contains("MISSING is not set", shown);
        Assert.Contains("chmod 600", Assert.Single(reading.Warnings));
        Assert.Contains(reading.Values, value => value == new ConfigurationValue("$.accounts[0].credentials.secretAccessKey", "\"(secret)\"", "file /c/secrets/key"));
        Assert.Contains(reading.Values, value => value is { Path: "$.accounts[0].credentials.sessionToken", Origin: "environment TOKEN" });
        Assert.Contains("canary-elsewhere-0123456789", reading.Secrets);
    }

    [Fact]
    public void Load_Faults_HaveTheirLines()
    {
        ConfigurationReading reading = _files.ReadJson("{\r\n  // comment\r\n  \"server\": {\r\n    \"port\": \"x\",\r\n    \"adress\": 1,\r\n  },\r\n  \"keys\": [\r\n    {},\r\n    {\"id\": 5}\r\n  ]\r\n}");

        Assert.Contains(reading.Faults, fault => fault is { Path: "$.server.port", Line: 4 });
        Assert.Contains(reading.Faults, fault => fault is { Path: "$.server.adress", Line: 5 });
        Assert.Contains(reading.Faults, fault => fault is { Path: "$.keys[0].id", Line: 8 });
        Assert.Contains(reading.Faults, fault => fault is { Path: "$.keys[1].id", Line: 9 });
        Assert.Equal(reading.Faults.Select(fault => fault.Line).Order(), reading.Faults.Select(fault => fault.Line));
    }
}
