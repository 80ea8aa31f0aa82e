// A streamed answer for which the model calls a function, through .NET's own abstractions.
using Microsoft.Extensions.AI;
using Outcrop.Bedrock;
using Outcrop.Extensions.AI;

using var bedrock = new BedrockClient();
using IChatClient chat = bedrock.AsIChatClient("anthropic.claude-3-haiku-20240307-v1:0").AsBuilder().UseFunctionInvocation().Build();
AIFunction weather = AIFunctionFactory.Create((string city) => $"It is sunny in {city}.", "get_weather", "Tells the weather of a city.");
await foreach (ChatResponseUpdate update in chat.GetStreamingResponseAsync("Get weather in Bern", new ChatOptions { Tools = [weather] }))
{
    Console.Write(update.Text);
}

Console.WriteLine();
