using System.ClientModel;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Responses;
using Outcrop.Clients.Tests.Aws;
using Outcrop.Clients.Tests.Gateway;
using Outcrop.Emulator;

namespace Outcrop.Clients.Tests.DotNet;

/// <summary>.NET's AI abstractions over OpenAI's client, chat completions and responses alike, against gateway and emulator.</summary>
public sealed class ExtensionsAIChatTests
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC";

    public static TheoryData<string> Apis => ["chat", "responses"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task Chat_WholeAndStreamed_ArrivesWithUsage(string api)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = "Quartz and opal.", Times = 2 });
        using IChatClient client = ClientFor(gateway, api);

        ChatResponse whole = await client.GetResponseAsync("Name two.", cancellationToken: Stop);
        ChatResponse streamed = Streams(api) ? await client.GetStreamingResponseAsync("Name two.", cancellationToken: Stop).ToChatResponseAsync(Stop) : whole;

        Assert.All((ChatResponse[])[whole, streamed], answer =>
        {
            Assert.Equal("Quartz and opal.", answer.Text);
            Assert.Equal(api == "chat" ? ChatFinishReason.Stop : null, answer.FinishReason);
            Assert.True(answer.Usage!.OutputTokenCount > 0);
        });
    }

    [Theory]
    [InlineData("chat", false)]
    [InlineData("responses", false)]
    [InlineData("chat", true)]
    public async Task Functions_AreInvokedAndTheirResultsAnswered(string api, bool streamed)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { ToolCalls = [new EmulatorToolCall { Name = "weather", InputJson = "{\"city\":\"Oslo\"}" }] });
        gateway.Emulator.Script(new EmulatorScript { ToolCalls = [new EmulatorToolCall { Name = "weather", InputJson = "{\"city\":\"Bergen\"}" }] });
        gateway.Emulator.Script(new EmulatorScript { Text = "Rain." });
        var cities = new List<string>();
        AIFunction weather = AIFunctionFactory.Create((string city) =>
        {
            cities.Add(city);
            return "rain";
        }, "weather");
        using IChatClient client = ClientFor(gateway, api).AsBuilder().UseFunctionInvocation().Build();
        var options = new ChatOptions { Tools = [weather], AllowMultipleToolCalls = false };

        ChatResponse answer = streamed ? await client.GetStreamingResponseAsync("Weather?", options, Stop).ToChatResponseAsync(Stop) : await client.GetResponseAsync("Weather?", options, Stop);

        Assert.EndsWith("Rain.", answer.Text, StringComparison.Ordinal);
        Assert.Equal(["Oslo", "Bergen"], cities);
        Assert.All(gateway.Emulator.Journal, static request => Assert.Contains("\"disable_parallel_tool_use\":true", request.BodyText, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task Structured_ByType_IsReadAsIt(string api)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = "{\"name\":\"Opal\",\"hardness\":6}" });
        using IChatClient client = ClientFor(gateway, api);

        ChatResponse<Gem> answer = await client.GetResponseAsync<Gem>("Describe a gem.", cancellationToken: Stop);

        Assert.Equal(new Gem("Opal", 6), answer.Result);
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task Image_Png_IsTaken(string api)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = "A red square." });
        using IChatClient client = ClientFor(gateway, api);

        ChatResponse answer = await client.GetResponseAsync([new ChatMessage(ChatRole.User, [new TextContent("What is it?"), new DataContent(Convert.FromBase64String(Png), "image/png")])], cancellationToken: Stop);

        Assert.Equal("A red square.", answer.Text);
        Assert.Contains(Png, Assert.Single(gateway.Emulator.Journal).BodyText, StringComparison.Ordinal);
    }

    /// <summary>Acceptance row 17: what the model thought comes back with its signature, without the gateway's memory and with it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Row17_Reasoning_TwoTurns_SignatureComesBack(bool stored)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Reasoning = "Quartz is common.", Text = "Quartz." });
        gateway.Emulator.Script(new EmulatorScript { Text = "Beryl." });
        using IChatClient client = ClientFor(gateway, "responses");
        var options = new ChatOptions
        {
            MaxOutputTokens = 4096,
            Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Low, Output = ReasoningOutput.Summary },
            RawRepresentationFactory = _ => new CreateResponseOptions { StoredOutputEnabled = stored, IncludedProperties = { IncludedResponseProperty.ReasoningEncryptedContent } },
        };
        List<ChatMessage> messages = [new(ChatRole.User, "First?")];

        ChatResponse first = await client.GetResponseAsync(messages, options, Stop);
        messages.AddRange(first.Messages);
        messages.Add(new ChatMessage(ChatRole.User, "And then?"));
        if (stored)
        {
            options.ConversationId = first.ConversationId;
            messages.RemoveRange(0, messages.Count - 1);
        }

        ChatResponse second = await client.GetResponseAsync(messages, options, Stop);

        Assert.Equal("Quartz is common.", first.Messages.SelectMany(static message => message.Contents).OfType<TextReasoningContent>().First().Text);
        Assert.Equal("Beryl.", second.Text);
        Assert.Contains("\"signature\":", gateway.Emulator.Journal[1].BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embeddings_OfTwoTexts_HaveTheLengthAskedFor()
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        using IEmbeddingGenerator<string, Embedding<float>> generator = OpenAIFor(gateway).GetEmbeddingClient("amazon.titan-embed-text-v2:0").AsIEmbeddingGenerator();

        GeneratedEmbeddings<Embedding<float>> vectors = await generator.GenerateAsync(["quartz", "beryl"], new EmbeddingGenerationOptions { Dimensions = 256 }, Stop);

        Assert.Equal([256, 256], vectors.Select(static vector => vector.Vector.Length));
        Assert.True(vectors.Usage!.InputTokenCount > 0);
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task Refusal_AndRetries_AreTheClientsOwn(string api)
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { ErrorType = "ThrottlingException", Times = 2, Headers = { ["retry-after"] = "0" } });
        using IChatClient client = ClientFor(gateway, api);
        using IChatClient nobody = ClientFor(gateway, api, "gpt-nobody");

        await client.GetResponseAsync("x", cancellationToken: Stop);
        ClientResultException refusal = await Assert.ThrowsAsync<ClientResultException>(() => nobody.GetResponseAsync("x", cancellationToken: Stop));

        Assert.Equal([429, 429, 200], gateway.Emulator.Journal.Select(static request => request.StatusCode));
        Assert.Equal(404, refusal.Status);
    }

    /// <summary>A stream that broke is an exception; no finish reason says that it ended.</summary>
    [Fact]
    public async Task Row3_StreamBreaksAfterContent_IsAnErrorNeverAnEnd()
    {
        await using GatewayFixture gateway = await GatewayFixture.StartAsync();
        gateway.Emulator.Script(new EmulatorScript { Text = "One two three four five six.", ExceptionType = "modelStreamErrorException", ExceptionAfterEvents = 4 });
        using IChatClient client = ClientFor(gateway, "chat");
        var updates = new List<ChatResponseUpdate>();

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("x", cancellationToken: Stop))
            {
                updates.Add(update);
            }
        });

        Assert.DoesNotContain(updates, static update => update.FinishReason is not null);
    }

    private static OpenAIClient OpenAIFor(GatewayFixture gateway) => new(new ApiKeyCredential(GatewayFixture.Key), new OpenAIClientOptions { Endpoint = gateway.BaseUrl });

    private static IChatClient ClientFor(GatewayFixture gateway, string api, string model = Models.Sonnet) =>
        api == "chat" ? OpenAIChatTests.ClientFor(gateway, model).AsIChatClient() : OpenAIResponsesTests.ClientFor(gateway).AsIChatClient(model);

    /// <summary>Microsoft.Extensions.AI.OpenAI 10.11 was built against a method of OpenAI 2.14 that 2.15 has changed: of the Responses API it reads whole answers only.</summary>
    private static bool Streams(string api) => api == "chat";

    internal sealed record Gem(string Name, double Hardness);
}
