using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Streaming;
using Outcrop.Emulator;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Personas;

namespace Outcrop.Contracts.Tests;

/// <summary>What a family must do, each against the emulator's own, independently written persona.</summary>
public sealed class ModelFamilyContract
{
    private const string Difficult = "Zażółć \"gęślą\" \\ jaźń, 日本語 and 🎉 <b>&amp;</b> \t\u007f end";

    /// <summary>Long enough for more than two of the largest chunks there are.</summary>
    private static readonly string Long = string.Concat(Enumerable.Repeat("a rather long question ", 40));

    [Theory]
    [MemberData(nameof(Samples.Families), MemberType = typeof(Samples))]
    public void Sample_OfTheFamily_IsItsOwnAndHasAPersona(string name)
    {
        Assert.Equal(name, ModelFamilies.Find(Samples.IdOf(name)).Name);

        // The last two take whatever is left; a family with a name of its own has a persona of its own.
        if (!ModelFamilies.All.TakeLast(2).Any(family => family.Name == name))
        {
            ResolvedModel? model = ModelDirectory.Find(Samples.IdOf(name).BaseModelId!);
            Assert.True(model is not null, $"The emulator does not know {Samples.ModelOf(name)}.");
            Assert.True(model.Line.Family != "generic" && PersonaList.Find(model.Line.Family) is not null, $"The emulator has no persona for {name}.");
        }
    }

    [Theory]
    [MemberData(nameof(Samples.Families), MemberType = typeof(Samples))]
    public async Task Answer_ToDifficultText_IsTheSameWholeAndStreamed(string name)
    {
        await using ContractHost host = await ContractHost.StartAsync();

        (ConverseResponse whole, ConverseResponse streamed) = await host.BothAsync(Question(name, Difficult));

        Assert.Contains(Difficult, whole.Text, StringComparison.Ordinal);
        Assert.Equal(Describe(whole), Describe(streamed));
        Assert.Equal(StopReason.EndTurn, whole.StopReason);
        foreach (ConverseResponse answer in (ReadOnlySpan<ConverseResponse>)[whole, streamed])
        {
            Assert.True(answer.Usage is { InputTokens: > 0, OutputTokens: > 0 }, $"{name} told no usage.");
        }
    }

    [Theory]
    [MemberData(nameof(Samples.Families), MemberType = typeof(Samples))]
    public async Task Answer_ToAConversation_IsToItsLastQuestion(string name)
    {
        await using ContractHost host = await ContractHost.StartAsync();
        ConverseRequest request = Question(name, "Is this the first question?");
        request.System.Add(new TextBlock("Be brief."));
        request.Messages.Add(new Message(ConversationRole.Assistant, "It is."));
        request.Messages.Add(new Message(ConversationRole.User, "And is this the last one?"));

        (ConverseResponse whole, ConverseResponse streamed) = await host.BothAsync(request);

        Assert.Contains("And is this the last one?", whole.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("first question", whole.Text, StringComparison.Ordinal);
        Assert.Equal(Describe(whole), Describe(streamed));
    }

    [Theory]
    [MemberData(nameof(Samples.Families), MemberType = typeof(Samples))]
    public async Task Answer_BeyondTheLimit_IsCutAndSaysSo(string name)
    {
        await using ContractHost host = await ContractHost.StartAsync();
        ConverseRequest request = Question(name, "Say something long.");
        request.InferenceConfig = new InferenceConfiguration { MaxTokens = 6 };

        (ConverseResponse whole, ConverseResponse streamed) = await host.BothAsync(request);

        Assert.Equal(StopReason.MaxTokens, whole.StopReason);
        Assert.Equal(Describe(whole), Describe(streamed));
        Assert.Equal(6, whole.Usage!.OutputTokens);
    }

    [Theory]
    [MemberData(nameof(Samples.Families), MemberType = typeof(Samples))]
    public async Task Answer_WithAStopSequence_EndsThereOrTheLossIsReported(string name)
    {
        await using ContractHost host = await ContractHost.StartAsync();
        ConverseRequest request = Question(name, "Say something long.");
        request.InferenceConfig = new InferenceConfiguration { StopSequences = ["watch it arrive"] };

        (ConverseResponse whole, ConverseResponse streamed) = await host.BothAsync(request);

        bool lost = whole.Dropped.Any(loss => loss.Name.StartsWith("inferenceConfig.stopSequences", StringComparison.Ordinal));
        Assert.Equal(lost, whole.Text.Contains("watch it arrive", StringComparison.Ordinal));
        Assert.True(whole.StopReason == StopReason.EndTurn || whole.StopReason == StopReason.StopSequence, whole.StopReason.Value);
        Assert.Equal(Describe(whole), Describe(streamed));
    }

    [Theory]
    [MemberData(nameof(Samples.Streaming), MemberType = typeof(Samples))]
    public async Task Stream_CutAnywhere_IsAnError(string name)
    {
        foreach (EmulatorScript script in (EmulatorScript[])[
            new() { CutAfterEvents = 1, Times = 9 }, new() { CutAfterEvents = 2, Times = 9 }, new() { CutAfterBytes = 400, Times = 9 }, new() { OmitMessageStop = true, Times = 9 },
            new() { CorruptEvent = 2, Times = 9 }, new() { ExceptionType = "modelStreamErrorException", ExceptionAfterEvents = 2, Times = 9 }])
        {
            await using ContractHost host = await ContractHost.StartAsync();
            host.Emulator.Script(script);

            await Assert.ThrowsAsync<BedrockException>(() => host.StreamAsync(Question(name, Long)));
        }
    }

    [Theory]
    [MemberData(nameof(Samples.Families), MemberType = typeof(Samples))]
    public async Task Throttle_Once_IsRetried(string name)
    {
        await using ContractHost host = await ContractHost.StartAsync();
        host.Emulator.Script(new EmulatorScript { ErrorType = "ThrottlingException" });
        Assert.NotEqual("", (await host.AskAsync(Question(name, "hello"))).Text);
        if (Samples.Family(name).SupportsStreaming)
        {
            host.Emulator.Script(new EmulatorScript { ExceptionType = "throttlingException" });
            Assert.NotEqual("", (await host.StreamAsync(Question(name, "hello"))).Text);
        }
    }

    [Theory]
    [MemberData(nameof(Samples.Families), MemberType = typeof(Samples))]
    public async Task Tools_OfAFamilyThatHasThem_AreCalledAndAnswered(string name)
    {
        ConverseRequest request = Question(name, "Please get weather and get time of Bergen.");
        request.ToolConfig = new ToolConfiguration([Tool("get_weather"), Tool("get_time")]);
        if (!Conversations.Takes(Samples.Family(name), request))
        {
            // It refuses them, which is an answer too: the caller is not left with an answer that ignored its tools.
            return;
        }

        await using ContractHost host = await ContractHost.StartAsync();
        (ConverseResponse whole, ConverseResponse streamed) = await host.BothAsync(request);
        foreach (ConverseResponse answer in (ConverseResponse[])[whole, streamed])
        {
            ToolUseBlock[] calls = [.. answer.Message.Content.OfType<ToolUseBlock>()];
            Assert.Equal(StopReason.ToolUse, answer.StopReason);
            Assert.Equal(["get_weather", "get_time"], calls.Select(call => call.Name));
            Assert.Equal(2, calls.Select(call => call.ToolUseId).Distinct().Count());
            Assert.All(calls, call => Assert.Equal(JsonValueKind.String, JsonDocument.Parse(call.Input.Utf8).RootElement.GetProperty("city").ValueKind));

            ConverseRequest next = Question(name, "Please get weather and get time of Bergen.");
            next.ToolConfig = request.ToolConfig;
            next.Messages.Add(answer.Message);
            next.Messages.Add(new Message(ConversationRole.User, calls.Select(call => new ToolResultBlock(call.ToolUseId, [new TextBlock("it rains at noon")]))));
            ConverseResponse last = await host.AskAsync(next);
            Assert.Contains("it rains at noon", last.Text, StringComparison.Ordinal);
            Assert.Equal(StopReason.EndTurn, last.StopReason);
        }
    }

    private static ToolSpecification Tool(string name) =>
        new(name, "A tool.", RawJson.Parse("""{"type":"object","properties":{"city":{"type":"string","description":"Where"}},"required":["city"]}"""));

    private static ConverseRequest Question(string name, string text) => new() { ModelId = Samples.ModelOf(name), Messages = { new Message(ConversationRole.User, text) } };

    /// <summary>What must not depend on whether an answer was streamed; ids and latencies may.</summary>
    private static string Describe(ConverseResponse answer) =>
        $"{answer.StopReason} {answer.Usage?.InputTokens}/{answer.Usage?.OutputTokens}\n" + string.Join('\n', answer.Message.Content.Select(block => block switch
        {
            ToolUseBlock call => $"call {call.Name} {call.Input}",
            TextBlock text => "text " + text.Text,
            ReasoningBlock reasoning => "reasoning " + reasoning.Text,
            _ => block.ToString(),
        }));
}
