using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Tests.Transport;
using Outcrop.Testing;

namespace Outcrop.Bedrock.Tests.Catalog;

/// <summary>The control plane's lists: as recorded, page by page, kept for a while, and never needed to start.</summary>
public sealed class CatalogControlPlaneTests
{
    private const string Profile = "{\"inferenceProfileId\":\"us.amazon.nova-lite-v1:0\",\"type\":\"SYSTEM_DEFINED\"}";

    /// <summary>Every recorded list is read whole: no model, and no member of one, is lost.</summary>
    [Fact]
    public void ReadModels_EveryRecordedList_LosesNothing()
    {
        int lists = 0;
        foreach ((string operation, JsonElement body) in Recorded())
        {
            if (operation == "ListFoundationModels")
            {
                lists++;
                JsonElement[] expected = [.. body.GetProperty("modelSummaries").EnumerateArray()];
                IReadOnlyList<FoundationModel> models = ControlPlaneReader.ReadModels(Encoding.UTF8.GetBytes(body.GetRawText()));
                Assert.Equal(expected.Length, models.Count);
                Assert.All(models.Zip(expected), pair => Holds(pair.Second, pair.First));
            }
        }

        Assert.Equal(12, lists);
    }

    [Fact]
    public void ReadProfile_TheRecordedOne_HasItsBaseModelAndItsNineDigitTime()
    {
        (_, JsonElement body) = Recorded().Single(recording => recording.Operation == "GetInferenceProfile");
        InferenceProfile profile = ControlPlaneReader.ReadProfile(Encoding.UTF8.GetBytes(body.GetRawText()));
        Assert.Equal(("APPLICATION", "ACTIVE", 2, "anthropic.claude-haiku-4-5-20251001-v1:0"), (profile.Type, profile.Status, profile.ModelArns.Count, profile.BaseModelId));
        Assert.Equal(new DateTimeOffset(2026, 7, 13, 14, 0, 42, TimeSpan.Zero).AddTicks(6806221), profile.Created);
        Assert.Contains("toolboxArn", Encoding.UTF8.GetString(profile.Raw.Utf8.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadModel_MembersOfUnknownTypes_AreNotTold()
    {
        FoundationModel model = ControlPlaneReader.ReadModel("""
            {"modelDetails": {"modelId": "a.b", "modelName": 7, "inputModalities": "TEXT", "outputModalities": ["TEXT", "SMELL", 3], "responseStreamingSupported": "yes", "converse": 5, "explicitPromptCaching": null,
             "modelLifecycle": {"status": "RESTING", "startOfLifeTime": 1.7e9, "endOfLifeTime": "2027-01-01T00:00:00Z", "legacyTime": "soon"}, "new": {"x": 1}}}
            """u8.ToArray());
        Assert.Equal(("a.b", "", "RESTING", null, null), (model.Id, model.Name, model.Status, model.Converse, model.Streaming));
        Assert.Empty(model.InputModalities);
        Assert.Equal(["TEXT", "SMELL"], model.OutputModalities);
        Assert.Equal((DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), null, 2027), (model.Lifecycle!.Start, model.Lifecycle.Legacy, model.Lifecycle.EndOfLife!.Value.Year));
        Assert.Contains("\"new\": {\"x\": 1}", Encoding.UTF8.GetString(model.Raw.Utf8.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"modelSummaries\":null}")]
    [InlineData("{\"modelSummaries\":[1]}")]
    [InlineData("{\"modelSummaries\":[{\"modelId\":null}]}")]
    public void ReadModels_NoSuchAnswer_IsUnexpected(string body) =>
        Assert.Equal(BedrockErrorKind.UnexpectedResponse, Assert.Throws<BedrockException>(() => ControlPlaneReader.ReadModels(Encoding.UTF8.GetBytes(body))).Kind);

    [Fact]
    public async Task ListInferenceProfiles_SeveralPages_AreReadToTheEndAndKept()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, number) =>
            TransportFixture.Json(context, $"{{\"inferenceProfileSummaries\":[{Profile}]{(number < 3 ? $",\"nextToken\":\"t+{number}/=\"" : "")}}}"));
        using BedrockClient bedrock = Client(server);
        Assert.Equal(3, (await bedrock.ListInferenceProfilesAsync("SYSTEM_DEFINED", TestContext.Current.CancellationToken)).Count);
        Assert.Equal(3, (await bedrock.ListInferenceProfilesAsync("SYSTEM_DEFINED", TestContext.Current.CancellationToken)).Count);
        Assert.Equal(
            ["/inference-profiles?maxResults=1000&type=SYSTEM_DEFINED", "/inference-profiles?maxResults=1000&nextToken=t%2B1%2F%3D&type=SYSTEM_DEFINED", "/inference-profiles?maxResults=1000&nextToken=t%2B2%2F%3D&type=SYSTEM_DEFINED"],
            server.Requests.Select(request => request.RawTarget));
    }

    [Fact]
    public async Task ListInferenceProfiles_PagesWithoutEnd_AreAFault()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => TransportFixture.Json(context, $"{{\"inferenceProfileSummaries\":[{Profile}],\"nextToken\":\"again\"}}"));
        using BedrockClient bedrock = Client(server);
        BedrockException fault = await Assert.ThrowsAsync<BedrockException>(() => bedrock.ListInferenceProfilesAsync(cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal((BedrockErrorKind.UnexpectedResponse, 2), (fault.Kind, server.Requests.Count));
    }

    [Fact]
    public async Task ListFoundationModels_UntilItsTimeIsUp_IsAskedOnce()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => TransportFixture.Json(context, "{\"modelSummaries\":[{\"modelId\":\"a.b\"}]}"));
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        using BedrockClient bedrock = Client(server, options => (options.TimeProvider, options.ControlPlaneCache) = (time, TimeSpan.FromMinutes(5)));
        for (int expected = 1; expected <= 2; expected++)
        {
            Assert.Equal("a.b", Assert.Single(await bedrock.ListFoundationModelsAsync(TestContext.Current.CancellationToken)).Id);
            Assert.Single(await bedrock.ListFoundationModelsAsync(TestContext.Current.CancellationToken));
            Assert.Equal(expected, server.Requests.Count);
            time.Advance(TimeSpan.FromMinutes(5));
        }

        await bedrock.ProbeAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task ListFoundationModels_ManyAtOnce_AskOnceEvenWhereNothingIsKept()
    {
        var arrived = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        await using LoopbackServer server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            arrived.TrySetResult();
            await answer.Task;
            await TransportFixture.Json(context, "{\"modelSummaries\":[]}");
        });
        using BedrockClient bedrock = Client(server, options => options.ControlPlaneCache = TimeSpan.Zero);
        using var impatient = new CancellationTokenSource();
        Task<IReadOnlyList<FoundationModel>>[] waiting = [.. Enumerable.Range(0, 20).Select(i => bedrock.ListFoundationModelsAsync(i == 0 ? impatient.Token : default))];
        await arrived.Task;
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting[0]);
        answer.SetResult();
        Assert.All(await Task.WhenAll(waiting[1..]), Assert.Empty);
        Assert.Single(server.Requests);
        Assert.Empty(await bedrock.ListFoundationModelsAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task GetFoundationModel_AFailure_IsToldAndNotKept()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, number) => number == 1
            ? TransportFixture.Json(context, "{\"message\":\"no such model\"}", 404, "ResourceNotFoundException")
            : TransportFixture.Json(context, "{\"modelDetails\":{\"modelId\":\"amazon.nova-lite-v1:0\"}}"));
        using BedrockClient bedrock = Client(server);
        await Assert.ThrowsAsync<BedrockException>(() => bedrock.GetFoundationModelAsync("amazon.nova-lite-v1:0", TestContext.Current.CancellationToken));
        Assert.Equal("amazon.nova-lite-v1:0", (await bedrock.GetFoundationModelAsync("amazon.nova-lite-v1:0", TestContext.Current.CancellationToken)).Id);
        Assert.Equal("/foundation-models/amazon.nova-lite-v1%3A0", server.Requests[1].RawTarget);
    }

    [Fact]
    public async Task GetInferenceProfile_OfAnArn_EncodesItWhole()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync((context, _) => TransportFixture.Json(context, "{\"inferenceProfileId\":\"a1\"}"));
        using BedrockClient bedrock = Client(server);
        InferenceProfile profile = await bedrock.GetInferenceProfileAsync("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1", TestContext.Current.CancellationToken);
        Assert.Equal(("a1", null), (profile.Id, profile.BaseModelId));
        Assert.Equal("/inference-profiles/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fa1", Assert.Single(server.Requests).RawTarget);
    }

    private static BedrockClient Client(LoopbackServer server, Action<BedrockClientOptions>? change = null) => new(TransportFixture.Options(server.Address, change));

    private static void Holds(JsonElement expected, FoundationModel model)
    {
        Assert.Equal(expected.GetProperty("modelId").GetString(), model.Id);
        Assert.Equal(expected.GetProperty("modelName").GetString(), model.Name);
        Assert.Equal(expected.GetProperty("inferenceTypesSupported").GetArrayLength(), model.InferenceTypes.Count);
        Assert.Equal(expected.GetProperty("modelLifecycle").GetProperty("status").GetString(), model.Status);
        Assert.Equal(expected.GetProperty("responseStreamingSupported").ValueKind == JsonValueKind.Null, model.Streaming is null);
        int? most = expected.TryGetProperty("converse", out JsonElement converse) && converse.ValueKind == JsonValueKind.Object ? converse.GetProperty("maxTokensMaximum").GetInt32() : null;
        Assert.Equal(most, model.Converse?.MaxTokensMaximum);
        using JsonDocument raw = JsonDocument.Parse(model.Raw.Utf8);
        Assert.True(JsonElement.DeepEquals(expected, raw.RootElement), model.Id);
    }

    private static IEnumerable<(string Operation, JsonElement Body)> Recorded()
    {
        foreach (string file in Directory.EnumerateFiles(SharedFolder.Require("recordings", "control-plane"), "*.json"))
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            yield return (document.RootElement.GetProperty("operation").GetString()!, document.RootElement.GetProperty("response").GetProperty("bodyJson").Clone());
        }
    }
}
