using System.Text.Json;
using Outcrop.Emulator.Tests.Support;

namespace Outcrop.Emulator.Tests.ControlPlane;

public sealed class ControlPlaneTests
{
    private const string Account = "arn:aws:bedrock:us-east-1:123456789012:";

    [Theory]
    [InlineData("/inference-profiles/" + Account + "application-inference-profile%2Fclaudeprof01", "models/0/modelArn", "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-5-sonnet-20241022-v2:0")]
    [InlineData("/inference-profiles/us.amazon.nova-lite-v1%3A0", "models/0/modelArn", "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0")]
    [InlineData("/provisioned-model-throughput/" + Account + "provisioned-model%2Ftitanprovi01", "foundationModelArn", "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-express-v1")]
    [InlineData("/custom-models/" + Account + "custom-model%2Famazon.titan-text-express-v1%3A0%3A8k%2Ftitancustm01", "baseModelArn", "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-express-v1")]
    [InlineData("/imported-models/" + Account + "imported-model%2Fllamaimprt01", "modelArchitecture", "llama")]
    [InlineData("/foundation-models/amazon.nova-lite-v1%3A0", "modelDetails/providerName", "Amazon")]
    public async Task Get_BuiltInResource_NamesItsModel(string path, string at, string expected)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Reply reply = await client.SendAsync(path, method: HttpMethod.Get);
        Assert.True(reply.Status == 200, reply.Text);
        JsonElement json = reply.Json;
        foreach (string part in at.Split('/'))
        {
            json = part == "0" ? json[0] : json.GetProperty(part);
        }

        Assert.Equal(expected, json.GetString());
    }

    [Fact]
    public async Task List_ModelsAndProfiles_AreInvokable()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        JsonElement models = (await client.SendAsync("/foundation-models", method: HttpMethod.Get)).Json.GetProperty("modelSummaries");
        JsonElement profiles = (await client.SendAsync("/inference-profiles", method: HttpMethod.Get)).Json.GetProperty("inferenceProfileSummaries");
        Assert.True(models.GetArrayLength() > 40);
        Assert.True(profiles.GetArrayLength() > 40);
        foreach (JsonElement model in models.EnumerateArray().Where(model => model.GetProperty("inferenceTypesSupported")[0].GetString() == "ON_DEMAND" && model.GetProperty("outputModalities")[0].GetString() == "TEXT"))
        {
            Assert.Equal(200, (await client.SendAsync($"/model/{Uri.EscapeDataString(model.GetProperty("modelId").GetString()!)}/converse", EmulatorTest.Converse("x"))).Status);
        }

        // A profile of an embedding model has no Converse.
        foreach (JsonElement profile in profiles.EnumerateArray().Where(profile => !profile.GetProperty("inferenceProfileArn").GetString()!.Contains("embed", StringComparison.Ordinal)))
        {
            Assert.Equal(200, (await client.SendAsync($"/model/{Uri.EscapeDataString(profile.GetProperty("inferenceProfileArn").GetString()!)}/converse", EmulatorTest.Converse("x"))).Status);
        }
    }

    [Fact]
    public async Task Get_UnknownProfile_Is404()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Reply reply = await client.SendAsync("/inference-profiles/none", method: HttpMethod.Get);
        Assert.Equal((404, "ResourceNotFoundException"), (reply.Status, reply.ErrorType));
    }
}
