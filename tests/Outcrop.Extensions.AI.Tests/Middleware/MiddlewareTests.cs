using System.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Outcrop.Bedrock;
using Outcrop.Emulator;
using Outcrop.Extensions.AI.Tests.Support;

namespace Outcrop.Extensions.AI.Tests.Middleware;

/// <summary>The middleware of Microsoft.Extensions.AI, and the container.</summary>
public sealed class MiddlewareTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DistributedCache_SecondTime_AnswersWithProofsAndCallsWithoutBedrock(bool streaming)
    {
        await using EmulatedBedrock bedrock = await EmulatedBedrock.StartAsync();
        bedrock.Emulator.Script(new EmulatorScript { Reasoning = "Hm.", RedactedReasoning = "locked", Text = "Here.", ToolCalls = [new EmulatorToolCall { Name = "f", InputJson = """{"n":1}""" }] });
        using IChatClient chat = bedrock.Client.AsIChatClient(EmulatedBedrock.Claude).AsBuilder()
            .UseDistributedCache(new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()))).Build();
        string[] answers = new string[2];
        for (int i = 0; i < answers.Length; i++)
        {
            ChatResponse response = streaming
                ? await chat.GetStreamingResponseAsync("q", cancellationToken: TestContext.Current.CancellationToken).ToChatResponseAsync(TestContext.Current.CancellationToken)
                : await chat.GetResponseAsync("q", cancellationToken: TestContext.Current.CancellationToken);
            answers[i] = string.Join('|', response.Messages[0].Contents.Select(content => content switch
            {
                TextReasoningContent thought => thought.Text + ":" + thought.ProtectedData,
                FunctionCallContent call => call.Name + call.Arguments!["n"],
                _ => content.ToString(),
            })) + response.FinishReason + response.Usage!.TotalTokenCount;
        }

        Assert.Single(bedrock.Emulator.Journal);
        Assert.Equal(answers[0], answers[1]);
        Assert.Contains("signature:", answers[1], StringComparison.Ordinal);
        Assert.Contains("redacted:", answers[1], StringComparison.Ordinal);
        Assert.Contains("f1", answers[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OpenTelemetry_OfACall_HasProviderModelAndTokens(bool streaming)
    {
        var spans = new List<Activity>();
        string source = "test-" + streaming;
        using var listener = new ActivityListener { ShouldListenTo = candidate => candidate.Name == source, Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded, ActivityStopped = spans.Add };
        ActivitySource.AddActivityListener(listener);
        await using EmulatedBedrock bedrock = await EmulatedBedrock.StartAsync();
        using IChatClient chat = bedrock.Client.AsIChatClient(EmulatedBedrock.Claude).AsBuilder().UseOpenTelemetry(sourceName: source).Build();
        ChatResponse response = streaming
            ? await chat.GetStreamingResponseAsync("q", cancellationToken: TestContext.Current.CancellationToken).ToChatResponseAsync(TestContext.Current.CancellationToken)
            : await chat.GetResponseAsync("q", cancellationToken: TestContext.Current.CancellationToken);
        Activity span = Assert.Single(spans);
        Assert.Equal($"chat {EmulatedBedrock.Claude}", span.DisplayName);
        Assert.Equal("aws.bedrock", span.GetTagItem("gen_ai.provider.name"));
        Assert.Equal(bedrock.Emulator.Endpoint.Port, span.GetTagItem("server.port"));
        Assert.Equal((int)response.Usage!.InputTokenCount!, Convert.ToInt32(span.GetTagItem("gen_ai.usage.input_tokens"), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task AddBedrock_WithClientsAndGenerators_GivesThemOverOneClient()
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero }, TestContext.Current.CancellationToken);
        var services = new ServiceCollection();
        services.AddBedrock(options =>
            {
                options.Endpoint = emulator.Endpoint;
                options.Credentials.AccessKeyId = emulator.AccessKeyId;
                options.Credentials.SecretAccessKey = emulator.SecretAccessKey;
            })
            .AddChatClient(EmulatedBedrock.Claude, (inner, provider) => inner.AsBuilder().UseFunctionInvocation().Build(provider))
            .AddKeyedChatClient("cheap", "amazon.nova-micro-v1:0")
            .AddEmbeddingGenerator("amazon.titan-embed-text-v2:0", 256)
            .AddKeyedEmbeddingGenerator("other", "cohere.embed-english-v3");
        await using ServiceProvider provider = services.BuildServiceProvider();
        IChatClient chat = provider.GetRequiredService<IChatClient>();
        IChatClient cheap = provider.GetRequiredKeyedService<IChatClient>("cheap");
        Assert.NotNull(chat.GetService<FunctionInvokingChatClient>());
        Assert.Same(provider.GetRequiredService<BedrockClient>(), cheap.GetService<BedrockClient>());
        Assert.Equal("amazon.nova-micro-v1:0", (await cheap.GetResponseAsync("q", cancellationToken: TestContext.Current.CancellationToken)).ModelId);
        var vector = await provider.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>().GenerateVectorAsync("a", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(256, vector.Length);
        Assert.Equal("cohere.embed-english-v3", provider.GetRequiredKeyedService<IEmbeddingGenerator<string, Embedding<float>>>("other").GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId);
    }
}
