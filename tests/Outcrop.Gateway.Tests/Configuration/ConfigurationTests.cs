using Microsoft.Extensions.Logging;
using Outcrop.Bedrock;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Configuration.Files;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Configuration;

public class ConfigurationTests
{
    [Fact]
    public void Load_NoFile_GivesTheDefaults()
    {
        OutcropConfiguration configuration = Load(null);
        Assert.Equal("built-in defaults", configuration.Source);
        Assert.Equal(("127.0.0.1", 8001, 32L * 1024 * 1024), (configuration.Server.Address, configuration.Server.Port, configuration.Server.MaxRequestBodyBytes));
        Assert.Equal("bedrock", configuration.Generator.DefaultProvider);
        GeneratorProvider bedrock = Assert.Single(configuration.Generator.Providers);
        Assert.NotNull(bedrock.Find(bedrock.DefaultModel));
        Assert.Equal(bedrock.Models.Count, bedrock.Models.Select(model => model.Id).Distinct().Count());
        Assert.Empty(configuration.Warnings);
        Assert.EndsWith("logs/application.log", configuration.Logging.File);
        Assert.Equal((LogLevel.Information, 10L * 1024 * 1024, 5), (configuration.Logging.Level, configuration.Logging.MaxFileBytes, configuration.Logging.Backups));
    }

    /// <summary>The models shipped are in the catalogue beside the project, or are the origin's.</summary>
    [Fact]
    public void Defaults_Models_AreInTheCatalogueAndTakeTheirParameters()
    {
        using var catalogue = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Testing.SharedFolder.Require("catalog", "bedrock-models.json")));
        System.Text.Json.JsonElement models = catalogue.RootElement.GetProperty("models");
        string[] legacy = ["anthropic.claude-3-", "amazon.titan-text-", "cohere.command-r-v1:0", "ai21.j2-ultra-v1"];
        foreach (GeneratorModel model in Load(null).Generator.Providers[0].Models)
        {
            if (models.TryGetProperty(model.Id, out System.Text.Json.JsonElement row))
            {
                Assert.True(row.GetProperty("temperature").GetBoolean() || model.Parameters.Temperature is null, $"{model.Id} takes no temperature");
            }
            else
            {
                Assert.Contains(legacy, prefix => model.Id.StartsWith(prefix, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Secret_WhoseVariableIsNotSet_IsOneFault()
    {
        OutcropConfigurationException exception = Assert.Throws<OutcropConfigurationException>(() => Load("""{"keys": [{"id": "a", "key": "${MISSING_KEY}"}]}"""));

        Assert.Equal(("$.keys[0].key", "environment variable MISSING_KEY is not set"), (exception.Faults[0].Path, exception.Faults[0].Message));
        Assert.DoesNotContain(exception.Faults, static fault => fault.Message.Contains("must not stand", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_ManyFaults_AreAllReportedWithTheirPaths()
    {
        OutcropConfigurationException exception = Assert.Throws<OutcropConfigurationException>(() => Load("""
            {
              "server": {"port": "8001", "addres": "x", "address": "nowhere", "corsOrigins": ["*"], "writeTimeout": 1e400},
              "keys": [{"id": "a", "key": "in plain text, which is long enough"}, {"id": "a b", "hash": "sha256:zz"}, {"hash": "sha256:zz", "key": "${K}"}, 5],
              "bedrock": {"endpoint": "ftp://x", "apiByModel": {"m": "soap"}, "accessKeyId": "AKIA", "secretAccessKey": "plain"},
              "timeouts": {"idle": -1},
              "limits": {"maxConcurrentRequests": 0.5},
              "logging": {"level": "LOUD", "file": "/etc/passwd"},
              "prompts": {"p": "Hello {who}", "q": 5, "r": {"txt": "x"}},
              "generator": {
                "default_provider": "${MISSING_PROVIDER}",
                "providers": {
                  "bedrock": {"client_class": "BedrokClient", "default_model": "x", "models": {}},
                  "two": {"default_model": "y"},
                  "three": {"client_class": "BedrockClient", "default_model": "not.there", "models": {"there": {"temperature": "hot", "top_p": 3}}}
                }
              },
              "surprise": true
            }
            """));
        string[] paths = [.. exception.Faults.Select(fault => fault.Path)];
        string[] expected =
        [
            "$.server.port", "$.server.addres", "$.server.address", "$.server.corsOrigins", "$.server.writeTimeout",
            "$.keys[0].key", "$.keys[1].id", "$.keys[1].hash", "$.keys[2]", "$.keys[3]",
            "$.bedrock.endpoint", "$.bedrock.apiByModel.m", "$.bedrock.secretAccessKey",
            "$.timeouts.idle", "$.limits.maxConcurrentRequests", "$.logging.level", "$.logging.file", "$.prompts.p", "$.prompts.q", "$.prompts.r.text", "$.prompts.r.txt",
            "$.generator.default_provider", "$.generator.providers.bedrock.client_class", "$.generator.providers.two.client_class",
            "$.generator.providers.three.default_model", "$.generator.providers.three.models.there.temperature", "$.generator.providers.three.models.there.top_p",
            "$.surprise",
        ];
        foreach (string path in expected)
        {
            Assert.Contains(path, paths);
            Assert.Contains(path, exception.Message);
        }

        Assert.DoesNotContain("in plain text", exception.Message);
        Assert.Contains("MISSING_PROVIDER", exception.Message);
    }

    [Theory]
    [InlineData("{", "no valid JSON")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("{\"keys\":[],\n\"keys\":[]}", "$.keys (line 2): is written twice")]
    [InlineData("{\"bedrock\":{\"region\":\"\\ud800\"}}", "not valid text")]
    public void Load_FileThatIsNone_SaysSo(string json, string message) =>
        Assert.Contains(message, Assert.Throws<OutcropConfigurationException>(() => Load(json)).Message);

    [Fact]
    public void Load_FileMissing_SaysSo() =>
        Assert.Contains("nowhere.json", Assert.Throws<OutcropConfigurationException>(() => OutcropConfiguration.Load("/nowhere.json", new Dictionary<string, string>())).Message);

    [Fact]
    public void Load_EnvironmentOverFile_Wins()
    {
        OutcropConfiguration configuration = Load(
            """{"server":{"port":1},"limits":{"maxConcurrentRequests":"${MOST}"},"bedrock":{"region":"${REGION:-eu-west-1}","roleArn":"$${AS_IT_IS}"},"generator":{"default_provider":"bedrock","providers":{"bedrock":{"default_model":"a:b","models":{"a:b":{"temperature":0.5}}}}}}""",
            ("OUTCROP__SERVER__PORT", "2"), ("PORT", "3"), ("OUTCROP__SERVER__MAX_REQUEST_BODY_BYTES", "4096"), ("OUTCROP__SERVER__CORSORIGINS", "https://a.example, https://b.example"), ("MOST", "77"),
            ("OUTCROP__KEYS__0__ID", "env"), ("OUTCROP__KEYS__0__KEY", Sample.Key), ("OUTCROP__GENERATOR__PROVIDERS__BEDROCK__SUPPORTSCUSTOMMODEL", "true"), ("LOG_LEVEL", "DEBUG"));
        Assert.Equal((2, 4096L, 77), (configuration.Server.Port, configuration.Server.MaxRequestBodyBytes, configuration.Limits.MaxConcurrentRequests));
        Assert.Equal(["https://a.example", "https://b.example"], configuration.Server.CorsOrigins);
        Assert.Equal(("eu-west-1", "${AS_IT_IS}"), (configuration.Bedrock.Region, configuration.Bedrock.RoleArn));
        Assert.Equal("env", Assert.Single(configuration.Keys).Id);
        Assert.True(configuration.Generator.Providers[0].SupportsCustomModel);
        Assert.Equal(LogLevel.Debug, configuration.Logging.Level);
    }

    /// <summary>A number and a truth value may be a variable's or its default, and nothing else that is text; what is wrong is told once.</summary>
    [Theory]
    [InlineData("${UNSET:-5}", "${UNSET:-false}", null)]
    [InlineData("${FIVE:-7}", "${NO:-true}", null)]
    [InlineData("5", "false", "must be a number|must be true or false")]
    [InlineData("$${FIVE}", "$${NO}", "must be a number|must be true or false")]
    [InlineData("${UNSET:-five}", "${UNSET:-no}", "must be a number|must be true or false")]
    [InlineData("${UNSET}", "${UNSET}", "UNSET is not set|UNSET is not set")]
    public void Load_NumberAndTruthValueOfAVariable_HaveItsDefault(string number, string truth, string? faults)
    {
        string json = $$"""{"timeouts": {"total": "{{number}}"}, "reload": {"watch": "{{truth}}"}, "keys": [{"id": "a", "key": "${KEY}"}]}""";
        OutcropConfiguration Read() => Load(json, ("FIVE", "5"), ("NO", "false"), ("KEY", Sample.Key));
        if (faults is null)
        {
            Assert.Equal((TimeSpan.FromSeconds(5), false), (Read().Timeouts.Total, Read().Reload.Watch));
            return;
        }

        IReadOnlyList<ConfigurationFault> told = Assert.Throws<OutcropConfigurationException>(Read).Faults;
        Assert.Equal(2, told.Count);
        Assert.All(faults.Split('|'), words => Assert.Contains(told, fault => fault.ToString().Contains(words, StringComparison.Ordinal)));
    }

    [Fact]
    public void Load_OriginsVariables_AreHonoured()
    {
        OutcropConfiguration configuration = Load(null, ("PORT", "9001"), ("LOG_LEVEL", "warning"), ("LOG_MAX_SIZE", "3"), ("LOG_BACKUP_COUNT", "7"), ("LOG_FILE_PATH", "logs/x/own.log"));
        Assert.Equal((9001, LogLevel.Warning, 3L * 1024 * 1024, 7), (configuration.Server.Port, configuration.Logging.Level, configuration.Logging.MaxFileBytes, configuration.Logging.Backups));
        Assert.EndsWith("logs/x/own.log", configuration.Logging.File);
    }

    [Fact]
    public void Load_UnknownVariable_IsAFaultThatNamesIt() =>
        Assert.Contains("OUTCROP__SERVER__PROT", Assert.Throws<OutcropConfigurationException>(() => Load(null, ("OUTCROP__SERVER__PROT", "1"))).Message);

    /// <summary>A file of the origin's shape, with all its providers, loads as it is.</summary>
    [Theory]
    [InlineData("member")]
    [InlineData("file")]
    [InlineData("folder")]
    public async Task Generator_OfTheOrigin_WorksUnchanged(string how)
    {
        const string Generator = """
            {
              "default_provider": "bedrock",
              "providers": {
                "google": {"client_class": "GoogleGenAIClient", "default_model": "gemini-x", "supportsCustomModel": true, "models": {"gemini-x": {"temperature": 1.0, "top_p": 0.8, "top_k": 20}}},
                "openai": {"default_model": "gpt-x", "supportsCustomModel": true, "models": {"gpt-x": {"temperature": 1.0}}},
                "openrouter": {"client_class": "OpenRouterClient", "default_model": "o/x", "supportsCustomModel": true, "models": {}},
                "ollama": {"client_class": "OllamaClient", "default_model": "q", "supportsCustomModel": true, "models": {"q": {"options": {"temperature": 0.7, "num_ctx": 32000}}}},
                "azure": {"client_class": "AzureAIClient", "default_model": "z", "supportsCustomModel": true, "models": {"z": {}}},
                "dashscope": {"client_class": "DashscopeClient", "default_model": "w", "supportsCustomModel": true, "models": {"w": {"temperature": 0.7}}},
                "bedrock": {
                  "client_class": "BedrockClient", "default_model": "anthropic.claude-3-sonnet-20240229-v1:0", "supportsCustomModel": false,
                  "models": {
                    "anthropic.claude-3-sonnet-20240229-v1:0": {"temperature": 0.7, "top_p": 0.8},
                    "ai21.j2-ultra-v1": {"temperature": 0.3}
                  }
                }
              }
            }
            """;
        using var folder = new TemporaryFolder();
        folder.Write("conf/generator.json", Generator);
        string? path = how switch
        {
            "member" => folder.Write("outcrop.json", $$"""{"generator":{{Generator}}}"""),
            "file" => folder.Write("outcrop.json", """{"generator":"conf/generator.json"}"""),
            _ => null,
        };
        var environment = new Dictionary<string, string> { ["OUTCROP__LOGGING__FILE"] = "" };
        if (how == "folder")
        {
            environment["OUTCROP_CONFIG_DIR"] = "conf";
        }

        OutcropConfiguration configuration = OutcropConfiguration.Load(path, environment, folder.Path);
        Assert.Equal(["google", "openai", "openrouter", "ollama", "azure", "dashscope", "bedrock"], configuration.Generator.Providers.Select(provider => provider.Id));
        FakeUpstream upstream = FakeUpstream.Saying("ok");
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream, adjust: options => options.Configuration = configuration);
        using HttpResponseMessage models = await gateway.GetAsync("/models/config");
        Assert.Contains("""{"id":"openai","name":"Openai","models":[{"id":"gpt-x","name":"gpt-x"}],"supportsCustomModel":true}""", await models.Content.ReadAsStringAsync());
        using HttpResponseMessage served = await gateway.ChatAsync("""{"model":"ai21.j2-ultra-v1","messages":[{"role":"user","content":"x"}]}""");
        Assert.Equal("ok", await served.Content.ReadAsStringAsync());
        Assert.Equal((0.3, null), (Assert.Single(upstream.Requests).InferenceConfig!.Temperature!.Value, upstream.Requests.First().InferenceConfig!.TopP));
        using HttpResponseMessage notServed = await gateway.ChatAsync("""{"provider":"openai","messages":[{"role":"user","content":"x"}]}""");
        Assert.Equal("""400 {"detail":"provider 'openai' is not served by Outcrop"}""", $"{(int)notServed.StatusCode} {await notServed.Content.ReadAsStringAsync()}");
        using HttpResponseMessage unlisted = await gateway.ChatAsync("""{"model":"amazon.nova-pro-v1:0","messages":[{"role":"user","content":"x"}]}""");
        Assert.Equal(404, (int)unlisted.StatusCode);
    }

    [Fact]
    public void Generator_PlaceholderWithoutValue_IsAFaultEvenWhereNothingElseIsRead() =>
        Assert.Contains("NO_SUCH_KEY", Assert.Throws<OutcropConfigurationException>(() => Load("""
            {"generator":{"default_provider":"bedrock","providers":{"bedrock":{"default_model":"a","models":{"a":{}}},"openai":{"default_model":"x","extra":["${NO_SUCH_KEY}"],"models":{}}}}}
            """)).Message);

    [Fact]
    public void Generator_ParameterThatIsNotUsed_IsAWarning()
    {
        OutcropConfiguration configuration = Load("""{"generator":{"default_provider":"bedrock","providers":{"bedrock":{"default_model":"a.b","models":{"a.b":{"temperature":0.1,"temprature":0.2}}}}}}""");
        Assert.Equal("$.generator.providers.bedrock.models['a.b'].temprature: is not used by Outcrop", Assert.Single(configuration.Warnings));
    }

    [Fact]
    public void Bedrock_Section_ReachesTheClientsOptions()
    {
        OutcropConfiguration configuration = Load(
            """
            {"bedrock":{"region":"eu-west-1","endpoint":"https://vpce.example:8443/base","profile":"p","roleArn":"arn:aws:iam::1:role/r","externalId":"e","sessionName":"s","sessionTags":{"a":"b"},"sessionDuration":1800,
             "accessKeyId":"AKIDEXAMPLE","secretAccessKey":"${SECRET}","apiByModel":{"a":"converse","b":"invoke"},"baseModels":{"arn:x":"anthropic.y"}},
             "timeouts":{"connect":1,"firstByte":2,"idle":3,"total":4},"retry":{"maxAttempts":5}}
            """, ("SECRET", "canary-secret-1"));
        BedrockClientOptions options = Outcrop.Gateway.Upstream.BedrockOptionsFactory.Create(configuration, configuration.Accounts[0], configuration.Accounts[0].DefaultRegion, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance, new TestMeters(), null);
        Assert.Equal(("eu-west-1", "https://vpce.example:8443/base", 5), (options.Region, options.Endpoint!.ToString(), options.Retry.MaxAttempts));
        Assert.Equal((1, 2, 3, 4), (options.Timeouts.Connect.TotalSeconds, options.Timeouts.FirstByte.TotalSeconds, options.Timeouts.Idle.TotalSeconds, options.Timeouts.Total.TotalSeconds));
        Assert.Equal(("p", "arn:aws:iam::1:role/r", "e", "s", "b", 1800), (options.Credentials.Profile, options.Credentials.RoleArn, options.Credentials.ExternalId, options.Credentials.SessionName, options.Credentials.SessionTags["a"], options.Credentials.Duration.TotalSeconds));
        Assert.Equal(("AKIDEXAMPLE", "canary-secret-1"), (options.Credentials.AccessKeyId, options.Credentials.SecretAccessKey));
        Assert.Equal((BedrockApi.Converse, BedrockApi.InvokeModel), (options.ApiByModel["a"], options.ApiByModel["b"]));
    }

    /// <summary>D5: the origin's client wrote its secrets wherever it was serialised.</summary>
    [Fact]
    public void D5_Configuration_ShowsNoSecret()
    {
        OutcropConfiguration configuration = Load("""{"keys":[{"id":"a","key":"${K}"}],"bedrock":{"accessKeyId":"AKID","secretAccessKey":"${S}","sessionToken":"${T}"}}""", ("K", "canary-key-0123456789abcdef"), ("S", "canary-secret-0"), ("T", "canary-token-0"));
        string shown = configuration + " " + string.Join(' ', configuration.Keys) + System.Text.Json.JsonSerializer.Serialize(configuration) + configuration.Bedrock;
        Assert.DoesNotContain("canary", shown);
    }

    /// <summary>Fault row 47's little brother: whatever one byte of a file is changed to, loading ends in a configuration or in faults.</summary>
    [Fact]
    public void Load_MutatedAtRandom_NeverFailsOtherwise()
    {
        var random = new Random(20261122);
        byte[] seed = """{"server":{"port":1,"corsOrigins":["https://a.example"]},"keys":[{"id":"a","hash":"sha256:00","models":["x*"]}],"prompts":{"p":{"text":"{repo_url} {v}","variables":{"v":"d"}}},"logging":{"file":"logs/${X:-a}.log"},"generator":{"default_provider":"bedrock","providers":{"bedrock":{"default_model":"a:b","models":{"a:b":{"temperature":0.5}}}}}}"""u8.ToArray();
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "outcrop.json");
        for (int round = 0; round < 500; round++)
        {
            byte[] bytes = [.. seed];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(path, bytes);
            try
            {
                OutcropConfiguration.Load(path, new Dictionary<string, string>(), folder.Path);
            }
            catch (OutcropConfigurationException exception)
            {
                Assert.NotEmpty(exception.Faults);
            }
            catch (Exception exception)
            {
                Assert.Fail($"seed 20261122, round {round}: {exception} for {Convert.ToHexString(bytes)}");
            }
        }
    }

    [Fact]
    public void DotEnv_AllForms_AreRead()
    {
        IReadOnlyDictionary<string, string> variables = DotEnvFile.Parse("""
            # comment
            PLAIN=value # with a comment
            export EXPORTED = spaced
            SINGLE='as is \n $X'
            DOUBLE="line\nbreak \"quoted\" # no comment"
            EMPTY=
            PLAIN=second
            not an assignment
            1BAD=x
            HASH=a#b
            """);
        Assert.Equal(
            new Dictionary<string, string> { ["PLAIN"] = "value", ["EXPORTED"] = "spaced", ["SINGLE"] = "as is \\n $X", ["DOUBLE"] = "line\nbreak \"quoted\" # no comment", ["EMPTY"] = "", ["HASH"] = "a#b" },
            variables);
    }

    [Fact]
    public void DotEnv_VariableThatIsSet_IsNotReplaced()
    {
        using var folder = new TemporaryFolder();
        string name = $"OUTCROP_TEST_{Guid.NewGuid():N}".ToUpperInvariant();
        string path = folder.Write(".env", $"{name}=from the file\n{name}_2=from the file");
        Environment.SetEnvironmentVariable(name, "real");
        Assert.Equal(1, DotEnvFile.ApplyToProcess(path));
        Assert.Equal(("real", "from the file"), (Environment.GetEnvironmentVariable(name), Environment.GetEnvironmentVariable(name + "_2")));
    }

    private static OutcropConfiguration Load(string? json, params (string Name, string Value)[] environment)
    {
        using var folder = new TemporaryFolder();
        string? path = json is null ? null : folder.Write("outcrop.json", json);
        return OutcropConfiguration.Load(path, environment.ToDictionary(item => item.Name, item => item.Value), folder.Path);
    }
}
