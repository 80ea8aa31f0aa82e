using System.Net;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Tests.Rules;
using Outcrop.Bedrock.Tests.Surfaces;

namespace Outcrop.Bedrock.Tests.Operations;

/// <summary>What a client does not do: block, call anyone unasked, choose an API against the operator's word.</summary>
public sealed class ClientHabitTests
{
    /// <summary>D6: the origin's asynchronous call was the blocking one.</summary>
    [Fact]
    public async Task D6_ManyCallsAtOnce_HoldNoThread()
    {
        const int Calls = 200;
        using var handler = new Waiting();
        using BedrockClient client = Client(handler);
        var request = new ConverseRequest { ModelId = "amazon.nova-lite-v1:0", Messages = { new Message(ConversationRole.User, "hi") } };

        // All of them are started by one thread that waits for none: a blocking call would never let the second begin.
        List<Task<ConverseResponse>> calls = [.. Enumerable.Range(0, Calls).Select(_ => client.ConverseAsync(request, TestContext.Current.CancellationToken))];
        await handler.AllHere(Calls).WaitAsync(TestContext.Current.CancellationToken);
        Assert.All(calls, call => Assert.False(call.IsCompleted));
        handler.Release();

        Assert.All(await Task.WhenAll(calls), answer => Assert.Equal("ok", answer.Text));
    }

    /// <summary>D12: a server asked for models while it was imported, and did not start without credentials.</summary>
    [Fact]
    public void D12_ClientWithoutCredentials_IsMadeAndAsksNobody()
    {
        using var handler = new Waiting();
        using var client = new BedrockClient(new BedrockClientOptions { Region = "eu-west-1", HttpMessageHandler = handler });

        Assert.Equal("eu-west-1", client.Region);
        Assert.NotNull(client.Catalog.Find("amazon.nova-lite-v1:0"));
        Assert.Equal(0, handler.Count);
    }

    /// <summary>The operator's word goes before the catalogue's, by the id as the caller gives it or by the base model's; a model he does not name is left to itself.</summary>
    [Theory]
    [InlineData("us.amazon.nova-lite-v1:0", "us.amazon.nova-lite-v1:0", BedrockApi.InvokeModel, "/invoke")]
    [InlineData("us.amazon.nova-lite-v1:0", "amazon.nova-lite-v1:0", BedrockApi.InvokeModel, "/invoke")]
    [InlineData("us.amazon.nova-lite-v1:0", "amazon.nova-pro-v1:0", BedrockApi.InvokeModel, "/converse")]
    [InlineData("us.amazon.nova-lite-v1:0", "amazon.nova-lite-v1:0", BedrockApi.Auto, "/converse")]
    [InlineData("cohere.command-text-v14", "cohere.command-text-v14", BedrockApi.Converse, "/converse")]
    [InlineData("cohere.command-text-v14", "amazon.nova-lite-v1:0", BedrockApi.Converse, "/invoke")]
    public async Task Row36_OperatorsWordPerModel_DecidesTheApi(string model, string named, BedrockApi forced, string path)
    {
        string answer = path == "/converse" ? RuleServer.Answer
            : model.StartsWith("cohere", StringComparison.Ordinal) ? """{"generations":[{"finish_reason":"COMPLETE","text":"ok"}]}"""
            : """{"output":{"message":{"role":"assistant","content":[{"text":"ok"}]}},"stopReason":"end_turn","usage":{"inputTokens":1,"outputTokens":1}}""";
        using var handler = new SurfaceHandler(answer);
        using BedrockClient client = handler.CreateClient(options => options.ApiByModel[named] = forced);
        var request = new ConverseRequest { ModelId = model, Messages = { new Message(ConversationRole.User, "hi") } };

        // Cohere's old models have a Converse without system prompts, which is what makes the catalogue choose InvokeModel.
        request.System.Add(new TextBlock("s"));
        ConverseResponse response = await client.ConverseAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("ok", response.Text);
        Assert.EndsWith(path, Assert.Single(handler.Requests).Uri, StringComparison.Ordinal);
    }

    private static BedrockClient Client(HttpMessageHandler handler) => new(new BedrockClientOptions
    {
        Region = "us-east-1",
        HttpMessageHandler = handler,
        Credentials = { AccessKeyId = "AKIDEXAMPLE", SecretAccessKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" },
    });

    /// <summary>Answers nobody until it is told to.</summary>
    private sealed class Waiting : HttpMessageHandler
    {
        private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _awaited = int.MaxValue;
        private int _count;

        public int Count => _count;

        public Task AllHere(int count)
        {
            Volatile.Write(ref _awaited, count);
            if (Volatile.Read(ref _count) >= count)
            {
                _all.TrySetResult();
            }

            return _all.Task;
        }

        public void Release() => _release.SetResult();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _count) >= Volatile.Read(ref _awaited))
            {
                _all.TrySetResult();
            }

            await _release.Task.WaitAsync(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(RuleServer.Answer, System.Text.Encoding.UTF8, "application/json") };
        }
    }
}
