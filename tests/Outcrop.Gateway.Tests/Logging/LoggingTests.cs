using System.Text.Json;
using Outcrop.Bedrock.Errors;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Logging;
using Outcrop.Gateway.Tests.Support;
using Serilog.Core;

namespace Outcrop.Gateway.Tests.Logging;

public class LoggingTests
{
    /// <summary>S39: unique secrets in every place a secret can stand; none comes out anywhere.</summary>
    [Fact]
    public async Task S39_SecretsPlantedEverywhere_ComeOutNowhere()
    {
        using var folder = new TemporaryFolder();
        var environment = new Dictionary<string, string>
        {
            ["GATEWAY_KEY"] = "canary-gatewaykey-0123456789",
            ["THE_SECRET"] = "canaryAwsSecret/abcdefghijklmnop+qrstuv",
            ["THE_TOKEN"] = "canarySessionToken1234567890",
            ["AWS_SECRET_ACCESS_KEY"] = "canaryAmbientSecret1234567890",
            ["AWS_BEARER_TOKEN_BEDROCK"] = "canaryBearer1234567890",
            ["LOG_FILE_PATH"] = "logs/all.log",
            ["LOG_LEVEL"] = "TRACE",
        };
        OutcropConfiguration configuration = OutcropConfiguration.Load(
            folder.Write("outcrop.json", """{"keys":[{"id":"a","key":"${GATEWAY_KEY}"}],"bedrock":{"accessKeyId":"AKIACANARY0123456789","secretAccessKey":"${THE_SECRET}","sessionToken":"${THE_TOKEN}"}}"""), environment, folder.Path);
        string leak = string.Join(' ', environment.Values.Where(value => value.StartsWith("canary", StringComparison.Ordinal)))
            + " Authorization: Bearer canaryClientBearer12345 x-api-key: canaryHeaderKey12345 {\"api_key\":\"canaryJsonKey12345\"} AKIACANARY0123456789 ASIACANARYCANARY1234 sk-canary-0123456789abc ghp_canarycanarycanarycanary1 ABSKcanaryQmVkcm9ja0FQSUtleS0xMjM=";
        Exception failure = new BedrockException(BedrockErrorKind.Validation, leak, new InvalidOperationException(leak)) { AwsCode = "ValidationException" };
        var answers = new List<string>();
        await using (RunningGateway gateway = await RunningGateway.StartAsync(new FakeUpstream((_, _) => Task.FromException<Bedrock.Converse.ConverseEventStream>(failure)), adjust: options => options.Configuration = configuration))
        {
            foreach (Exception next in (Exception[])[failure, new InvalidOperationException(leak), new BedrockException(BedrockErrorKind.Credentials, leak), new BedrockException(BedrockErrorKind.Unknown, leak)])
            {
                failure = next;
                using HttpResponseMessage response = await gateway.ChatAsync(
                    """{"token":"canaryRepositoryToken","messages":[{"role":"user","content":"canaryPrompt"}],"model":"a.b"}""", ("x-api-key", environment["GATEWAY_KEY"]), ("Cookie", "session=canaryCookie"), ("User-Agent", "canaryAgent"));
                answers.Add(response.Headers + await response.Content.ReadAsStringAsync());
            }

            using HttpResponseMessage refused = await gateway.GetAsync("/models/config?api_key=canaryQuery", ("Authorization", "Bearer canaryWrongKey12345"));
            answers.Add(refused.Headers + await refused.Content.ReadAsStringAsync());
            answers.Add(await (await gateway.GetAsync("/health/models")).Content.ReadAsStringAsync());
            answers.Add(gateway.Log.All);
        }

        string file = File.ReadAllText(Path.Combine(folder.Path, "logs", "all.log"));
        Assert.Contains("failed in the gateway itself", file);
        foreach (string sink in (string[])[file, .. answers])
        {
            int found = sink.IndexOf("canary", StringComparison.OrdinalIgnoreCase);
            Assert.True(found < 0, found < 0 ? "" : sink.Substring(Math.Max(0, found - 200), Math.Min(400, sink.Length - Math.Max(0, found - 200))));
        }
    }

    /// <summary>S41: one event is one line, whatever a client sends.</summary>
    [Fact]
    public void S41_HostileText_StaysOnOneLineAndIsEscaped()
    {
        const string Hostile = "a\r\n{\"level\":\"Fatal\"}\u001b[2J\0\u202e\u2028\u2066b\u0085c";
        foreach (Serilog.Formatting.ITextFormatter formatter in (Serilog.Formatting.ITextFormatter[])[new SafeJsonFormatter(new SecretRedactor([])), new SafeTextFormatter(new SecretRedactor([]))])
        {
            using var output = new StringWriter();
            Serilog.Events.MessageTemplate template = new Serilog.Parsing.MessageTemplateParser().Parse("from {Who}");
            formatter.Format(new Serilog.Events.LogEvent(DateTimeOffset.UnixEpoch, Serilog.Events.LogEventLevel.Information, null, template, [new("Who", new Serilog.Events.ScalarValue(Hostile))]), output);
            string line = output.ToString();
            Assert.Equal(1, line.Count(character => character is '\n' or '\r'));
            Assert.DoesNotContain(line.TrimEnd('\n'), LogText.IsUnsafe);
            Assert.Contains("\\u202e", line, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void File_GrowsPastItsSize_RollsAndKeepsOnlySoMany()
    {
        using var folder = new TemporaryFolder();
        OutcropConfiguration configuration = OutcropConfiguration.Load(null, new Dictionary<string, string> { ["LOG_FILE_PATH"] = "logs/a.log", ["LOG_MAX_SIZE"] = "0.01", ["LOG_BACKUP_COUNT"] = "2" }, folder.Path);
        using (Logger logger = GatewayLogger.Create(configuration, new SecretRedactor(configuration.Secrets), jsonConsole: null, console: false, sink: null))
        {
            for (int index = 0; index < 500; index++)
            {
                logger.Information("event {Index} {Filler}", index, new string('x', 100));
            }
        }

        string[] files = Directory.GetFiles(Path.Combine(folder.Path, "logs"));
        Assert.Equal(3, files.Length);
        foreach (string line in files.SelectMany(File.ReadLines))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            Assert.True(document.RootElement.TryGetProperty("time", out _));
        }
    }

    [Fact]
    public void File_ThatWasAskedForAndCannotBeWritten_IsAFault()
    {
        using var folder = new TemporaryFolder();
        folder.Write("logs/a.log/x", "");
        Assert.Throws<OutcropConfigurationException>(() => OutcropConfiguration.Load(null, new Dictionary<string, string> { ["LOG_FILE_PATH"] = "logs/a.log" }, folder.Path));
    }

    [Fact]
    public async Task RequestLine_OfAChat_HasIdTemplateStatusAndKeyButNoPrompt()
    {
        await using RunningGateway gateway = await RunningGateway.StartAsync(FakeUpstream.Saying("the answer"), Sample.WithKeys());
        using HttpResponseMessage response = await gateway.ChatAsync("""{"messages":[{"role":"user","content":"the question"}]}""", ("x-api-key", Sample.Key));
        await response.Content.ReadAsStringAsync();
        string id = response.Headers.GetValues("x-request-id").Single();
        await Eventually.TrueAsync(() => gateway.Log.Lines.Any(line => line.Contains("RequestLogMiddleware")));
        Assert.Contains(gateway.Log.Lines, line => line.Contains($"request {id} POST /chat/completions/stream 200 after"));
        Assert.Contains(gateway.Log.Lines, line => line.Contains($"ledger intent {id} key team-a"));
        Assert.Contains(gateway.Log.Lines, line => line.Contains($"ledger settle {id} key team-a") && line.Contains("\"Outcome\":\"Completed\"") && line.Contains("\"InputTokens\":3") && line.Contains("\"OutputTokens\":5"));
        Assert.DoesNotContain("the question", gateway.Log.All);
        Assert.DoesNotContain("the answer", gateway.Log.All);
    }
}
