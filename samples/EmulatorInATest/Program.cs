// What a test does: script the emulator, run the code under test against it, look at what it was sent. No AWS account, no network.
using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Emulator;

await using BedrockEmulator emulator = await BedrockEmulator.StartAsync();
using var client = new BedrockClient(new BedrockClientOptions
{
    Endpoint = emulator.Endpoint,
    Credentials = { AccessKeyId = emulator.AccessKeyId, SecretAccessKey = emulator.SecretAccessKey },
});

// The first try is throttled; the client waits and tries again.
emulator.When(text: "weather").Throttle().Then.Reply("The weather in Paris is sunny.");
ConverseResponse answer = await client.ConverseAsync(new ConverseRequest
{
    ModelId = "anthropic.claude-3-haiku-20240307-v1:0",
    Messages = { new Message(ConversationRole.User, "What is the weather in Paris?") },
});
bool passed = answer.Text == "The weather in Paris is sunny." && emulator.Journal.Count == 2 && emulator.Journal[0].StatusCode == 429;
Console.WriteLine(passed ? "passed" : "failed");
return passed ? 0 : 1;
