using Outcrop.Bedrock.Converse;
using Outcrop.Emulator;

namespace Outcrop.Bedrock.Tests.Operations;

/// <summary>Which API a chat takes: acceptance row 36 (an operator can force one), row 27 (a model that cannot stream), and the origin's models with its system prompts.</summary>
public sealed class ApiChoiceTests
{
    [Theory]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0", true, BedrockApi.Auto, "ConverseStream")]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0", true, BedrockApi.InvokeModel, "InvokeModelWithResponseStream")]
    [InlineData("amazon.titan-text-express-v1", false, BedrockApi.Auto, "ConverseStream")]
    [InlineData("amazon.titan-text-express-v1", true, BedrockApi.Auto, "InvokeModelWithResponseStream")]
    [InlineData("cohere.command-text-v14", true, BedrockApi.Auto, "InvokeModelWithResponseStream")]
    [InlineData("cohere.command-r-v1:0", true, BedrockApi.Auto, "ConverseStream")]
    [InlineData("ai21.j2-ultra-v1", false, BedrockApi.Auto, "Converse")]
    [InlineData("ai21.j2-ultra-v1", true, BedrockApi.Auto, "InvokeModel")]
    [InlineData("meta.llama3-8b-instruct-v1:0", true, BedrockApi.InvokeModel, "InvokeModelWithResponseStream")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/titanprofl01", false, BedrockApi.InvokeModel, "InvokeModelWithResponseStream")]
    public async Task Stream_OfModel_TakesTheApiThatCanSayIt(string model, bool system, BedrockApi forced, string operation)
    {
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero }, TestContext.Current.CancellationToken);
        using var client = new BedrockClient(new BedrockClientOptions
        {
            Endpoint = emulator.Endpoint,
            Credentials = { AccessKeyId = emulator.AccessKeyId, SecretAccessKey = emulator.SecretAccessKey },
            ApiByModel = { [model] = forced },
        });
        var request = new ConverseRequest { ModelId = model, Messages = { new Message(ConversationRole.User, "Name a river.") } };
        if (system)
        {
            request.System.Add(new TextBlock("Answer in one word."));
        }

        string text = "";
        StopReason? stop = null;
        await foreach (ConverseStreamEvent one in client.ConverseStreamAsync(request, TestContext.Current.CancellationToken))
        {
            text += one is ContentBlockDeltaEvent { Delta: TextDelta delta } ? delta.Text : "";
            stop = one is MessageStopEvent end ? end.StopReason : stop;
        }

        Assert.Contains("Name a river.", text);
        Assert.Equal(StopReason.EndTurn, stop);
        Assert.Equal(operation, emulator.Journal[^1].Operation);
        Assert.True(!system || emulator.Journal[^1].BodyText.Contains("Answer in one word."));
    }
}
