// A conversation on the terminal, streamed. AWS credentials and region come from the environment; AWS_ENDPOINT_URL_BEDROCK_RUNTIME may name an emulator.
using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;

using var client = new BedrockClient();
var request = new ConverseRequest { ModelId = args.Length > 0 ? args[0] : "anthropic.claude-3-haiku-20240307-v1:0" };
while (Prompt() is { Length: > 0 } question)
{
    request.Messages.Add(new Message(ConversationRole.User, question));
    string answer = "";
    await foreach (ConverseStreamEvent item in client.ConverseStreamAsync(request))
    {
        if (item is ContentBlockDeltaEvent { Delta: TextDelta delta })
        {
            answer += delta.Text;
            Console.Write(delta.Text);
        }
    }

    request.Messages.Add(new Message(ConversationRole.Assistant, answer));
    Console.WriteLine();
}

static string? Prompt()
{
    Console.Write("> ");
    return Console.ReadLine();
}
