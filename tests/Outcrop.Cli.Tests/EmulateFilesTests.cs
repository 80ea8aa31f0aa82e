using System.Text.RegularExpressions;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Transport;
using Outcrop.Cli.Tests.Support;
using Outcrop.Emulator;

namespace Outcrop.Cli.Tests;

/// <summary><c>outcrop emulate</c> with scenario files and recordings, as a user runs it.</summary>
public sealed partial class EmulateFilesTests
{
    private const string Model = "anthropic.claude-3-haiku-20240307-v1:0";

    [Fact]
    public async Task RecordThenReplay_OneClientRun_SeesTheSame()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("outcrop-record-");
        try
        {
            string live;
            await using (BedrockEmulator aws = await BedrockEmulator.StartAsync(
                new EmulatorOptions { TokenInterval = TimeSpan.Zero, AccessKeyId = "AKIAREAL", SecretAccessKey = "real" }, TestContext.Current.CancellationToken))
            {
                var environment = new Dictionary<string, string> { ["AWS_ACCESS_KEY_ID"] = "AKIAREAL", ["AWS_SECRET_ACCESS_KEY"] = "real", ["AWS_REGION"] = "eu-west-1" };
                await using OutcropProcess proxy = OutcropProcess.Start(environment, "emulate", "--port", "0", "--record", folder.FullName, "--upstream", aws.Endpoint.ToString());
                live = await RunClientAsync(await EndpointAsync(proxy));
                Assert.Equal(3, aws.Journal.Count);
                Assert.All(aws.Journal, request => Assert.Contains("AKIAREAL", request.Headers["Authorization"]));
                Assert.All(aws.Journal, request => Assert.Contains("/eu-west-1/bedrock/", request.Headers["Authorization"]));
                Assert.Equal(ExitCodes.Success, await proxy.StopAsync());
            }

            Assert.Equal(3, folder.GetFiles("*.json").Length);
            await using OutcropProcess replay = OutcropProcess.Start(null, "emulate", "--port", "0", "--replay", folder.FullName);
            Assert.Equal(live, await RunClientAsync(await EndpointAsync(replay)));
            Assert.Equal(ExitCodes.Success, await replay.StopAsync());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Config_WithFaults_NamesThemAllAndExits()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, """{"scripts":[{"times":-1}],"sed":1}""", TestContext.Current.CancellationToken);
            (int code, _, string error) = await OutcropProcess.RunAsync(null, null, "emulate", "--port", "0", "--config", file);
            Assert.Equal(ExitCodes.Configuration, code);
            Assert.Contains("2 faults", error);
            Assert.Contains("$.scripts[0].times", error);
            Assert.Contains("$.sed", error);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Record_EndpointVariablePointsHere_IsRefused()
    {
        var environment = new Dictionary<string, string> { ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:4599" };
        (int code, _, string error) = await OutcropProcess.RunAsync(environment, null, "emulate", "--port", "0", "--record", "here");
        Assert.Equal(ExitCodes.Configuration, code);
        Assert.Contains("--upstream", error);
        (int usage, _, _) = await OutcropProcess.RunAsync(null, null, "emulate", "--port", "0", "--record", "here", "--replay", "there");
        Assert.Equal(ExitCodes.Usage, usage);
    }

    [Fact]
    public async Task Account_ByFlags_IsTheEmulators()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(
                file, """{"name":"w","blockedInputMessaging":"No.","blockedOutputsMessaging":"No.","wordPolicyConfig":{"wordsConfig":[{"text":"kraken"}]}}""", TestContext.Current.CancellationToken);
            await using OutcropProcess emulator = OutcropProcess.Start(
                null, "emulate", "--port", "0", "--guardrail", "w=" + file, "--quota", "amazon.titan*=0/", "--quota", "anthropic.*=60/200000", "--only-region", "eu-west-1");
            Uri endpoint = await EndpointAsync(emulator);
            BedrockClient Client(string region) => new(new BedrockClientOptions
            {
                Endpoint = endpoint,
                Region = region,
                Retry = new BedrockRetryOptions { MaxAttempts = 1 },
                Credentials = { AccessKeyId = "outcrop", SecretAccessKey = "outcrop-secret" },
            });
            ConverseRequest Ask(string model, string text) => new() { ModelId = model, Messages = { new Message(ConversationRole.User, text) } };
            using BedrockClient client = Client("eu-west-1");
            ConverseRequest guarded = Ask(Model, "a kraken");
            guarded.GuardrailConfig = new GuardrailConfiguration("w", "1");
            Assert.Equal("No.", (await client.ConverseAsync(guarded, TestContext.Current.CancellationToken)).Text);
            BedrockException throttled = await Assert.ThrowsAsync<BedrockException>(() => client.ConverseAsync(Ask("amazon.titan-text-express-v1", "x"), TestContext.Current.CancellationToken));
            Assert.Equal(429, throttled.StatusCode);
            using BedrockClient elsewhere = Client("us-east-1");
            BedrockException refused = await Assert.ThrowsAsync<BedrockException>(() => elsewhere.ConverseAsync(Ask(Model, "x"), TestContext.Current.CancellationToken));
            Assert.Equal(403, refused.StatusCode);
            Assert.Equal(ExitCodes.Success, await emulator.StopAsync());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(ExitCodes.Usage, "--quota", "anthropic.*=many")]
    [InlineData(ExitCodes.Usage, "--quota", "anthropic.*=/")]
    [InlineData(ExitCodes.Usage, "--guardrail", "w")]
    [InlineData(ExitCodes.Configuration, "--guardrail", "w=/does/not/exist.json")]
    public async Task Account_ByFaultyFlags_IsRefused(int code, string flag, string value)
    {
        (int exit, _, string error) = await OutcropProcess.RunAsync(null, null, "emulate", "--port", "0", flag, value);
        Assert.Equal(code, exit);
        Assert.Contains(flag == "--quota" ? "--quota" : "guardrail", error);
    }

    private static async Task<string> RunClientAsync(Uri endpoint)
    {
        using var client = new BedrockClient(new BedrockClientOptions { Endpoint = endpoint, Region = "us-east-1", Credentials = { AccessKeyId = "outcrop", SecretAccessKey = "outcrop-secret" } });
        var request = new ConverseRequest { ModelId = Model, Messages = { new Message(ConversationRole.User, "Say ü€😀") } };
        ConverseResponse whole = await client.ConverseAsync(request, TestContext.Current.CancellationToken);
        var streamed = new List<string>();
        await foreach (string text in client.CompleteStreamAsync(Model, "Stream this", TestContext.Current.CancellationToken))
        {
            streamed.Add(text);
        }

        BedrockException refused = await Assert.ThrowsAsync<BedrockException>(() => client.ConverseAsync(new ConverseRequest { ModelId = "anthropic.claude-nobody-v1:0", Messages = { new Message(ConversationRole.User, "x") } }, TestContext.Current.CancellationToken));
        return $"{whole.Text}|{whole.StopReason}|{whole.Usage?.OutputTokens}|{string.Join('+', streamed)}|{refused.AwsCode}|{refused.StatusCode}|{refused.Message}";
    }

    private static async Task<Uri> EndpointAsync(OutcropProcess process)
    {
        while (await process.Output.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (EndpointLine().Match(line) is { Success: true } match)
            {
                return new Uri(match.Groups[1].Value);
            }
        }

        throw new InvalidOperationException("The emulator did not start: " + await process.Error.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [GeneratedRegex(@"AWS_ENDPOINT_URL_BEDROCK_RUNTIME=(http://\S+)")]
    private static partial Regex EndpointLine();
}
