using System.Text;
using System.Text.RegularExpressions;
using Outcrop.Cli.Tests.Support;

namespace Outcrop.Cli.Tests;

/// <summary>The commands that serve, as a user runs them.</summary>
public sealed partial class ServerCommandTests
{
    [Fact]
    public async Task Dev_Started_StreamsAnAnswerAndStopsCleanly()
    {
        // Settings of the shell must not lead dev out of the machine.
        var environment = new Dictionary<string, string> { ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1", ["AWS_BEARER_TOKEN_BEDROCK"] = "not-for-dev", ["AWS_REGION"] = "eu-west-1" };
        await using OutcropProcess process = OutcropProcess.Start(environment, "dev", "--port", "0", "--emulator-port", "0", "--token-interval", "0");
        string words = await ReadUntilAsync(process.Error, "Ctrl-C");
        Assert.Contains("simulated", words);
        var gateway = new Uri(GatewayUrl().Match(words).Groups[1].Value);
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, "/chat/completions/stream"))
        {
            Content = new StringContent("""{"model":"anthropic.claude-3-haiku-20240307-v1:0","messages":[{"role":"user","content":"Say hello"}]}""", Encoding.UTF8, "application/json"),
        };
        using HttpResponseMessage response = await invoker.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains("Say hello", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(ExitCodes.Success, await process.StopAsync());
    }

    [Fact]
    public async Task Emulate_Started_PrintsWhatAnSdkNeeds()
    {
        await using OutcropProcess process = OutcropProcess.Start(null, "emulate", "--port", "0");
        string words = await ReadUntilAsync(process.Output, "Ctrl-C");
        Assert.Matches(@"AWS_ENDPOINT_URL_BEDROCK_RUNTIME=http://127\.0\.0\.1:\d+\n", words);
        Assert.Contains("AWS_SECRET_ACCESS_KEY=outcrop-secret", words);
        Assert.Equal(ExitCodes.Success, await process.StopAsync());
    }

    [Fact]
    public async Task Serve_NoCredentials_SaysSoAndExits()
    {
        (int code, _, string error) = await OutcropProcess.RunAsync(null, null, "serve", "--development", "--port", "0");
        Assert.Equal(ExitCodes.Credentials, code);
        Assert.Contains("credentials", error);
        Assert.Contains("AWS_PROFILE", error);
    }

    [Fact]
    public async Task Serve_NoGatewayKeys_SaysSoAndExits()
    {
        var environment = new Dictionary<string, string> { ["AWS_ACCESS_KEY_ID"] = "a", ["AWS_SECRET_ACCESS_KEY"] = "b" };
        (int code, _, string error) = await OutcropProcess.RunAsync(environment, null, "serve", "--port", "0");
        Assert.Equal(ExitCodes.Configuration, code);
        Assert.Contains("$.keys", error);
    }

    [Fact]
    public async Task Doctor_OfAGateway_TellsWhetherItIsReady()
    {
        await using OutcropProcess process = OutcropProcess.Start(null, "dev", "--port", "0", "--emulator-port", "0");
        string told = await ReadUntilAsync(process.Error, "Ctrl-C");
        string address = System.Text.RegularExpressions.Regex.Match(told, "http://127\\.0\\.0\\.1:\\d+").Value;
        (int code, string output, _) = await OutcropProcess.RunAsync(null, null, "doctor", "--gateway", address);
        Assert.Contains("is ready", output);
        Assert.Matches(@"version 1 is in force since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", output);
        Assert.Contains("account        default/- has not been looked at", output);
        Assert.Equal(ExitCodes.Success, code);

        // Not the gateway's port but the emulator's beside it.
        (code, output, _) = await OutcropProcess.RunAsync(null, null, "doctor", "--gateway", System.Text.RegularExpressions.Regex.Matches(told, "http://127\\.0\\.0\\.1:\\d+").Select(static match => match.Value).First(url => url != address));
        Assert.Contains("something else answers there", output);
        Assert.Equal(ExitCodes.Failure, code);
        Assert.Equal(ExitCodes.Success, await process.StopAsync());

        (code, output, _) = await OutcropProcess.RunAsync(null, null, "doctor", "--gateway", address);
        Assert.Contains("gives no answer of a gateway's", output);
        Assert.Equal(ExitCodes.Failure, code);
    }

    [Fact]
    public async Task Dev_Hangup_ReadsTheConfigurationAgain()
    {
        const string Quiet = "\"reload\": {\"watch\": false, \"interval\": 0}, \"logging\": {\"file\": \"\"}";
        string path = OutcropProcess.WriteFile($"{{{Quiet}}}");
        await using OutcropProcess process = OutcropProcess.Start(null, "dev", "--port", "0", "--emulator-port", "0", "--config", path);
        await ReadUntilAsync(process.Error, "Ctrl-C");

        File.WriteAllText(path, $"{{{Quiet}, \"limits\": {{\"maxConcurrentRequests\": 0}}}}");
        process.Signal("HUP");
        Assert.Contains("$.limits.maxConcurrentRequests", await ReadUntilAsync(process.Output, "configuration fault"));
        File.WriteAllText(path, $"{{{Quiet}, \"limits\": {{\"maxConcurrentRequests\": 7}}}}");
        process.Signal("HUP");
        Assert.Contains("SIGHUP", await ReadUntilAsync(process.Output, "configuration 2 is in force"));
        Assert.Equal(ExitCodes.Success, await process.StopAsync());
    }

    private static async Task<string> ReadUntilAsync(StreamReader reader, string last)
    {
        var words = new StringBuilder();
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            words.Append(line).Append('\n');
            if (line.Contains(last, StringComparison.Ordinal))
            {
                return words.ToString();
            }
        }

        throw new InvalidOperationException($"The process ended before it said '{last}': {words}");
    }

    [GeneratedRegex(@"gateway\s+(http://\S+)")]
    private static partial Regex GatewayUrl();
}
