using System.Diagnostics;
using Outcrop.Clients.Tests.Aws;
using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.Gateway;

/// <summary>What <c>outcrop env TOOL</c> prints is all that a client needs: its lines are run, the client is started, and it has its answer.</summary>
public sealed class EnvCommandTests
{
    private static readonly string[] WithKey = ["--key", GatewayFixture.Key];

    private static readonly string[] WithAccessKey = ["--access-key-id", GatewayFixture.AccessKeyId, "--secret-access-key", GatewayFixture.SecretAccessKey];

    [Theory]
    [InlineData("openai", true, "openai")]
    [InlineData("openai", true, "langchain-openai")]
    [InlineData("anthropic", true, "anthropic")]
    [InlineData("anthropic", true, "anthropic-0")]
    [InlineData("anthropic", true, "langchain-anthropic")]
    [InlineData("claude-code", true, "anthropic")]
    [InlineData("claude-code", true, "anthropic-0")]
    [InlineData("claude-code-bedrock", true, "bedrock-sdk")]
    [InlineData("claude-code-bedrock", false, "bedrock-sdk-0")]
    [InlineData("aws", true, "ai-sdk")]
    [InlineData("aws", false, "ai-sdk")]
    [InlineData("aws", true, "langchain")]
    [InlineData("aws", false, "langchain")]
    public async Task Lines_OfATool_AreAllAClientNeeds(string tool, bool withKey, string client)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = "Quartz." });

        string lines = await PrintAsync(gateway, tool, withKey);
        ScenarioResult result = await AwsJavaScript.After(lines).RunAsync(new Scenario(client, "chat", Models.Sonnet));

        Assert.Equal("Quartz.", result.Text);
        Assert.Equal(200, Assert.Single(gateway.Emulator.Journal).StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Lines_ForAws_AreAllItsSdkNeeds(bool withKey)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();

        string lines = await PrintAsync(gateway, "aws", withKey);
        (await AwsJavaScript.After(lines).RunAsync(new SdkPlan(SdkCall.Converse(Models.Haiku, "Hello."), SdkCall.ConverseStream(Models.Haiku, "Hello.")))).Calls[1].AssertOk();
        ScenarioResult models = await AwsJavaScript.After(lines).RunAsync(new Scenario("aws-control-plane", "models", Models.Haiku));

        Assert.True(models.Value.GetProperty("found").GetBoolean());
    }

    private static async Task<string> PrintAsync(GatewayFixture gateway, string tool, bool withKey)
    {
        string command = Path.Combine(AppContext.BaseDirectory, "outcrop.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", command, "env", tool, "--shell", "sh", "--url", gateway.Address, .. withKey ? WithKey : WithAccessKey]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string lines = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return lines;
    }
}
