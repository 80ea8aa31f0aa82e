using System.Text.Json;
using Microsoft.Extensions.AI;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Errors;
using Outcrop.Extensions.AI;

namespace Outcrop.Contracts.Tests;

/// <summary>What <see cref="IChatClient"/> promises, held for a model of every registered family through Converse and through the family's own body.</summary>
public sealed class ChatClientContract
{
    private static readonly string[] WithTools = ["anthropic-messages", "nova", "cohere-command-r", "ai21-jamba", "mistral-chat", "openai-gpt-oss", "qwen", "writer-palmyra"];

    public static TheoryData<string, BedrockApi> Cases
    {
        get
        {
            var cases = new TheoryData<string, BedrockApi>();
            foreach (ITheoryDataRow row in Samples.Families)
            {
                string name = (string)row.GetData()[0]!;
                cases.Add(name, BedrockApi.Auto);
                cases.Add(name, BedrockApi.InvokeModel);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Response_WholeAndStreamed_AgreesInTextFinishAndUsage(string family, BedrockApi api)
    {
        string model = Samples.ModelOf(family);
        await using ContractHost host = await ContractHost.StartAsync((model, api));
        using IChatClient chat = host.Client.AsIChatClient(model);
        ChatMessage[] messages = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "One?"), new(ChatRole.Assistant, "Yes."), new(ChatRole.User, "And \"two\", 日本語?")];

        ChatResponse whole = await chat.GetResponseAsync(messages, cancellationToken: TestContext.Current.CancellationToken);
        ChatResponse streamed = await chat.GetStreamingResponseAsync(messages, cancellationToken: TestContext.Current.CancellationToken)
            .ToChatResponseAsync(TestContext.Current.CancellationToken);

        Assert.Contains("And \"two\", 日本語?", whole.Text, StringComparison.Ordinal);
        Assert.Equal(whole.Text, streamed.Text);
        foreach (ChatResponse answer in (ReadOnlySpan<ChatResponse>)[whole, streamed])
        {
            Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
            Assert.True(answer.Usage is { InputTokenCount: > 0, OutputTokenCount: > 0 }, $"{family} told no usage.");
            Assert.Equal(answer.Usage.InputTokenCount + answer.Usage.OutputTokenCount, answer.Usage.TotalTokenCount);
            Assert.Equal(ChatRole.Assistant, Assert.Single(answer.Messages).Role);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Response_BeyondTheLimit_FinishesForLengthAndLeavesTheOptionsAlone(string family, BedrockApi api)
    {
        string model = Samples.ModelOf(family);
        await using ContractHost host = await ContractHost.StartAsync((model, api));
        using IChatClient chat = host.Client.AsIChatClient();
        var options = new ChatOptions { ModelId = model, MaxOutputTokens = 6, Temperature = 0.5f };
        string before = JsonSerializer.Serialize(options, AIJsonUtilities.DefaultOptions);

        ChatResponse answer = await chat.GetResponseAsync("Say something long.", options, TestContext.Current.CancellationToken);

        Assert.Equal(ChatFinishReason.Length, answer.FinishReason);
        Assert.Equal(before, JsonSerializer.Serialize(options, AIJsonUtilities.DefaultOptions));
    }

    [Theory]
    [MemberData(nameof(Samples.Families), MemberType = typeof(Samples))]
    public async Task Tool_Required_IsCalledAndItsResultAnsweredOrRefused(string family)
    {
        string model = Samples.ModelOf(family);
        await using ContractHost host = await ContractHost.StartAsync();
        using IChatClient chat = host.Client.AsIChatClient(model);
        AIFunction tool = AIFunctionFactory.Create((string city) => $"Rain over {city}.", "get_weather", "Tells the weather.");
        var options = new ChatOptions { Tools = [tool], ToolMode = ChatToolMode.RequireAny };
        var messages = new List<ChatMessage> { new(ChatRole.User, "Call get_weather for Bern.") };
        ChatResponse call;
        try
        {
            call = await chat.GetStreamingResponseAsync(messages, options, TestContext.Current.CancellationToken).ToChatResponseAsync(TestContext.Current.CancellationToken);
        }
        catch (BedrockException refusal)
        {
            // A model without tools must say so: what it would answer without them is another answer.
            Assert.Equal(BedrockErrorKind.Validation, refusal.Kind);
            Assert.DoesNotContain(family, WithTools);
            return;
        }

        FunctionCallContent content = Assert.Single(call.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>());
        Assert.Equal(ChatFinishReason.ToolCalls, call.FinishReason);
        Assert.Equal("get_weather", content.Name);
        Assert.True(content.Arguments!.ContainsKey("city"));
        messages.AddRange(call.Messages);
        messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(content.CallId, "Rain over Bern.")]));

        ChatResponse answer = await chat.GetResponseAsync(messages, new ChatOptions { Tools = [tool] }, TestContext.Current.CancellationToken);

        Assert.Contains("Rain over Bern.", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Call_AlreadyCancelled_SendsNothing(string family, BedrockApi api)
    {
        string model = Samples.ModelOf(family);
        await using ContractHost host = await ContractHost.StartAsync((model, api));
        using IChatClient chat = host.Client.AsIChatClient(model);
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => chat.GetResponseAsync("hello", cancellationToken: cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (ChatResponseUpdate unused in chat.GetStreamingResponseAsync("hello", cancellationToken: cancelled))
            {
                Assert.Fail("A cancelled call gave " + unused.Text);
            }
        });

        Assert.Empty(host.Emulator.Journal);
    }

    [Theory]
    [MemberData(nameof(Samples.Families), MemberType = typeof(Samples))]
    public async Task GetService_NamesProviderModelAndClient(string family)
    {
        string model = Samples.ModelOf(family);
        await using ContractHost host = await ContractHost.StartAsync();
        using IChatClient chat = host.Client.AsIChatClient(model);

        var metadata = Assert.IsType<ChatClientMetadata>(chat.GetService(typeof(ChatClientMetadata)));
        Assert.Equal(("aws.bedrock", model), (metadata.ProviderName, metadata.DefaultModelId));
        Assert.Same(host.Client, chat.GetService(typeof(BedrockClient)));
        Assert.Same(chat, chat.GetService(typeof(IChatClient)));
        Assert.Null(chat.GetService(typeof(IChatClient), "a key nobody uses"));
    }
}
