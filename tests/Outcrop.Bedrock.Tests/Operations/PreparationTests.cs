using Microsoft.Extensions.Logging.Abstractions;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Operations;
using Outcrop.Bedrock.Tests.Transport;
using Outcrop.Bedrock.Transport;
using Outcrop.Testing;

namespace Outcrop.Bedrock.Tests.Operations;

/// <summary>What making a request ready costs.</summary>
public sealed class PreparationTests
{
    /// <summary>A request that complies as it is goes out as it is: no message, no block and no list of them is copied, however many there are.</summary>
    [Theory]
    [InlineData("us.anthropic.claude-sonnet-4-20250514-v1:0")]
    [InlineData("us.amazon.nova-lite-v1:0")]
    public void Prepare_RequestThatComplies_CopiesNoMessage(string model)
    {
        BedrockClientOptions options = TransportFixture.Options(null);
        using var transport = new BedrockTransport(options);
        var chat = new ChatOperation(transport, new ModelIdResolver(transport, options), options, NullLogger.Instance);

        long few = Cost(chat, Conversation(model, 20));
        long many = Cost(chat, Conversation(model, 620));

        // A copy of the list alone would be 4,800 bytes for the 600 messages more, a copy of the messages ten times that.
        Assert.True(many - few < 1_024, $"{few} bytes for 20 messages, {many} for 620.");
        Assert.True(few < 12_288, $"{few} bytes for 20 messages.");
    }

    private static long Cost(ChatOperation chat, ConverseRequest request) => Outcrop.Testing.AllocationMeter.SteadyState(() =>
    {
        ValueTask<PreparedChat> preparing = chat.PrepareAsync(request, BedrockApi.Auto, stream: true, TestContext.Current.CancellationToken);
        Assert.True(preparing.IsCompletedSuccessfully);
#pragma warning disable xUnit1031 // It has completed; waiting would move the measurement to another thread.
        using PreparedChat prepared = preparing.GetAwaiter().GetResult();
#pragma warning restore xUnit1031
        Assert.Same(request, prepared.Draft.Request);
    });

    private static ConverseRequest Conversation(string model, int messages)
    {
        var request = new ConverseRequest { ModelId = model, InferenceConfig = new InferenceConfiguration { MaxTokens = 100 } };
        for (int i = 0; i <= messages; i++)
        {
            request.Messages.Add(new Message(i % 2 == 0 ? ConversationRole.User : ConversationRole.Assistant, "a text of some words"));
        }

        return request;
    }
}
