using System.Text.Json;
using Outcrop.Clients.Tests.Aws;
using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.Ecosystem;

/// <summary>AWS's client of the control plane, <c>@aws-sdk/client-bedrock</c>, against the emulator.</summary>
public sealed class ControlPlaneTests
{
    private const string Client = "aws-control-plane";

    [Fact]
    public async Task Models_ListAndGet_AreReadByAwssClient()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync();

        JsonElement value = (await new AwsJavaScript(emulator).RunAsync(new Scenario(Client, "models", Models.Haiku))).Value;

        Assert.True(value.GetProperty("count").GetInt32() > 20, value.GetRawText());
        Assert.True(value.GetProperty("found").GetBoolean());
        Assert.Equal(Models.HaikuArn, value.GetProperty("arn").GetString());
        Assert.True(value.GetProperty("streaming").GetBoolean());
    }

    [Fact]
    public async Task Profiles_ListInPagesAndGet_AreReadByAwssClient()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync();

        JsonElement value = (await new AwsJavaScript(emulator).RunAsync(new Scenario(Client, "profiles", Models.Sonnet))).Value;

        Assert.True(value.GetProperty("found").GetBoolean(), value.GetRawText());
        Assert.True(value.GetProperty("count").GetInt32() > 5);
        Assert.Equal(value.GetProperty("count").GetInt32(), value.GetProperty("unique").GetInt32());
        Assert.True(value.GetProperty("models").GetInt32() > 0);
        Assert.NotNull(value.GetProperty("created").GetString());
    }

    [Fact]
    public async Task Model_Unknown_IsTheClientsResourceNotFound()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync();

        ScenarioError error = (await new AwsJavaScript(emulator).RunAsync(new Scenario(Client, "missing", "anthropic.claude-nobody-v1:0"))).Error;

        Assert.Contains(error.Name, (string[])["ResourceNotFoundException", "ValidationException"]);
        Assert.Contains(error.Status, (int?[])[400, 404]);
    }
}
