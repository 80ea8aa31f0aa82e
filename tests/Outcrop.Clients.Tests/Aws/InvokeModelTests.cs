using System.Text.Json;
using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.Aws;

/// <summary>InvokeModel and InvokeModelWithResponseStream through the AWS SDK for JavaScript, in each family's own body.</summary>
public sealed class InvokeModelTests
{
    private static readonly EmulatorOptions Quick = new() { TokenInterval = TimeSpan.Zero };

    [Theory]
    [InlineData("anthropic", "end_turn")]
    [InlineData("titan", "FINISH")]
    [InlineData("cohere", "COMPLETE")]
    [InlineData("llama", "stop")]
    [InlineData("jurassic", "endoftext")]
    public async Task InvokeModel_FamilyBody_AnswersInTheFamilysShape(string family, string stopReason)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        FamilyBody shape = FamilyBody.All[family];

        // Cohere's `stream` belongs to the streaming operation only.
        SdkOutcome call = (await new AwsJavaScript(emulator).RunAsync(
            new SdkPlan(SdkCall.Invoke(shape.ModelId, shape.Request.Replace(",\"stream\":true", "", StringComparison.Ordinal))))).Single();

        JsonElement body = call.Body();
        Assert.NotEmpty(shape.Text(body)!);
        Assert.Equal(stopReason, shape.StopReason(body));
        Assert.Equal("application/json", call.Output.GetProperty("contentType").GetString());
    }

    [Theory]
    [InlineData("anthropic", false)]
    [InlineData("anthropic", true)]
    [InlineData("titan", false)]
    [InlineData("cohere", false)]
    [InlineData("llama", false)]
    public async Task InvokeModelWithResponseStream_FamilyBody_JoinsToTheScriptedText(string family, bool http1)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        const string Text = "Quartz, beryl and opal — 石英 🪨. These three are found in many places.";
        emulator.Script(new EmulatorScript { Text = Text });
        FamilyBody shape = FamilyBody.All[family];

        SdkOutcome call = (await new AwsJavaScript(emulator).RunAsync(new SdkPlan(SdkCall.InvokeStream(shape.ModelId, shape.Request)) { Http1 = http1 })).Single().AssertOk();

        IReadOnlyList<JsonElement> chunks = call.Chunks();
        // Titan's text begins with a line break and Cohere's with a blank, on AWS too.
        Assert.Equal(Text, string.Concat(chunks.Select(shape.Delta)).TrimStart());
        // The invocation metrics are in the last chunk and nowhere else.
        Assert.All(chunks.SkipLast(1), static chunk => Assert.False(chunk.TryGetProperty("amazon-bedrock-invocationMetrics", out _)));
        JsonElement metrics = chunks[^1].GetProperty("amazon-bedrock-invocationMetrics");
        Assert.True(metrics.GetProperty("outputTokenCount").GetInt32() > 0, metrics.GetRawText());
    }

    [Fact]
    public async Task InvokeModelWithResponseStream_FamilyThatCannotStream_RefusedBeforeTheStream()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);
        FamilyBody shape = FamilyBody.All["jurassic"];

        SdkError error = (await new AwsJavaScript(emulator).RunAsync(new SdkPlan(SdkCall.InvokeStream(shape.ModelId, shape.Request)))).Single().AssertFailed();

        Assert.Equal(("ValidationException", 400), (error.Class, error.Status));
    }

    [Theory]
    [InlineData(Models.TitanEmbedV1, """{"inputText":"opal"}""", "embedding", 1536)]
    [InlineData(Models.TitanEmbedV2, """{"inputText":"opal","dimensions":256,"normalize":true}""", "embedding", 256)]
    [InlineData(Models.CohereEmbed, """{"texts":["opal","beryl"],"input_type":"search_document"}""", "embeddings", 1024)]
    public async Task InvokeModel_EmbeddingBody_AnswersVectors(string modelId, string request, string member, int dimensions)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(Quick);

        JsonElement vectors = (await new AwsJavaScript(emulator).RunAsync(new SdkPlan(SdkCall.Invoke(modelId, request)))).Single().Body().GetProperty(member);

        JsonElement first = vectors[0].ValueKind == JsonValueKind.Array ? vectors[0] : vectors;
        Assert.Equal(dimensions, first.GetArrayLength());
    }
}
