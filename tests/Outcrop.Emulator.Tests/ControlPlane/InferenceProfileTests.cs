using System.Text.Json;
using Outcrop.Emulator.Tests.Support;
using Outcrop.Testing;

namespace Outcrop.Emulator.Tests.ControlPlane;

/// <summary>Application inference profiles, and what the lists of the control plane can be asked.</summary>
public sealed class InferenceProfileTests
{
    private const string Source = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0";

    [Fact]
    public async Task InferenceProfile_Created_IsInvokableUntilDeleted()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        string body = $$"""{"inferenceProfileName":"team a","description":"ours","modelSource":{"copyFrom":"{{Source}}"} }""";
        Reply created = await client.SendAsync("/inference-profiles", body);
        Assert.Equal((201, "ACTIVE"), (created.Status, created.Json.GetProperty("status").GetString()));
        string arn = created.Json.GetProperty("inferenceProfileArn").GetString()!;
        Assert.Equal("ConflictException", (await client.SendAsync("/inference-profiles", body)).ErrorType);

        string invoke = $"/model/{Uri.EscapeDataString(arn)}/converse";
        Assert.Equal(200, (await client.SendAsync(invoke, EmulatorTest.Converse("x"))).Status);
        JsonElement profile = (await client.SendAsync("/inference-profiles/" + Uri.EscapeDataString(arn), method: HttpMethod.Get)).Json;
        Assert.Equal(("team a", "ours", "APPLICATION"), (profile.GetProperty("inferenceProfileName").GetString(), profile.GetProperty("description").GetString(), profile.GetProperty("type").GetString()));
        Assert.Contains((await client.SendAsync("/inference-profiles?type=APPLICATION", method: HttpMethod.Get)).Json.GetProperty("inferenceProfileSummaries").EnumerateArray(), item => item.GetProperty("inferenceProfileArn").GetString() == arn);

        Assert.Equal(200, (await client.SendAsync("/inference-profiles/" + Uri.EscapeDataString(arn), method: HttpMethod.Delete)).Status);
        Assert.Equal(404, (await client.SendAsync("/inference-profiles/" + Uri.EscapeDataString(arn), method: HttpMethod.Get)).Status);
        Assert.Equal(400, (await client.SendAsync(invoke, EmulatorTest.Converse("x"))).Status);
    }

    [Theory]
    [InlineData("""{"modelSource":{"copyFrom":"SOURCE"}}""")]
    [InlineData("""{"inferenceProfileName":"a","modelSource":{"copyFrom":"us.anthropic.claude"}}""")]
    [InlineData("""{"inferenceProfileName":"-a","modelSource":{"copyFrom":"SOURCE"}}""")]
    [InlineData("""{"inferenceProfileName":"a","modelSource":{"copyFrom":"arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0"}}""")]
    public async Task CreateInferenceProfile_BadRequest_IsRefused(string body)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        Reply reply = await client.SendAsync("/inference-profiles", body.Replace("SOURCE", Source, StringComparison.Ordinal));
        Assert.Equal((400, "ValidationException"), (reply.Status, reply.ErrorType));
    }

    [Fact]
    public async Task List_PageByPage_IsTheWholeList()
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        int whole = (await client.SendAsync("/inference-profiles", method: HttpMethod.Get)).Json.GetProperty("inferenceProfileSummaries").GetArrayLength();
        var seen = new HashSet<string>();
        string? token = "";
        while (token is not null)
        {
            JsonElement page = (await client.SendAsync("/inference-profiles?maxResults=20" + (token.Length == 0 ? "" : "&nextToken=" + token), method: HttpMethod.Get)).Json;
            Assert.All(page.GetProperty("inferenceProfileSummaries").EnumerateArray(), item => Assert.True(seen.Add(item.GetProperty("inferenceProfileArn").GetString()!)));
            token = page.TryGetProperty("nextToken", out JsonElement next) ? next.GetString() : null;
        }

        Assert.Equal(whole, seen.Count);
    }

    [Theory]
    [InlineData("?byOutputModality=EMBEDDING&byProvider=amazon", "amazon.titan-embed-text-v2:0", "amazon.nova-lite-v1:0")]
    [InlineData("?byOutputModality=IMAGE", "amazon.nova-canvas-v1:0", "amazon.titan-embed-text-v2:0")]
    [InlineData("?byInferenceType=ON_DEMAND", "amazon.nova-lite-v1:0", "anthropic.claude-sonnet-4-5-20250929-v1:0")]
    public async Task ListFoundationModels_Filter_LeavesTheOthersOut(string query, string listed, string left)
    {
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        string text = (await client.SendAsync("/foundation-models" + query, method: HttpMethod.Get)).Text;
        Assert.Contains($"\"modelId\":\"{listed}\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain($"\"modelId\":\"{left}\"", text, StringComparison.Ordinal);
        Assert.Equal(400, (await client.SendAsync("/foundation-models?byOutputModality=SMELL", method: HttpMethod.Get)).Status);
    }

    [Fact]
    public async Task ListFoundationModels_RecordedAnswer_HasTheSameMembers()
    {
        string file = SharedFolder.Require("recordings", "control-plane", "rubyllm__models_refresh_models_output_structure_returns_models_with_consistent_structure.json");
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        JsonElement recorded = Of(document.RootElement.GetProperty("response").GetProperty("bodyJson"), "anthropic.claude-sonnet-4-5-20250929-v1:0");
        await using BedrockEmulator emulator = await EmulatorTest.StartAsync();
        using var client = new EmulatorClient(emulator);
        JsonElement answered = Of((await client.SendAsync("/foundation-models", method: HttpMethod.Get)).Json, "anthropic.claude-sonnet-4-5-20250929-v1:0");
        Assert.Equal([], JsonShape.Differences(recorded, answered));
    }

    private static JsonElement Of(JsonElement list, string id) => list.GetProperty("modelSummaries").EnumerateArray().First(model => model.GetProperty("modelId").GetString() == id);
}
