using System.Text.Json;
using System.Text.Json.Nodes;
using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;
using Outcrop.Gateway.Recorded;
using Outcrop.Recordings;
using Outcrop.Testing;

namespace Outcrop.Clients.Tests.Gateway;

/// <summary>Every recorded stream, as Responses, through OpenAI's own stream helper, which refuses events that do not follow from those before.</summary>
public sealed class RecordedResponsesTests
{
    [Fact]
    public async Task EveryRecordedStream_IsWhatTheClientReads()
    {
        string folder = SharedFolder.Require("recordings");
        var streams = GatewayWalk.Open(folder, new GatewayReport()).FindAll(static chat => chat.Recording.IsEventStream);
        await using GatewayStage stage = await GatewayStage.StartAsync(folder, streams.ConvertAll(static chat => GatewayStage.ModelOf(chat.Recording)));
        var items = new JsonArray();
        streams.ForEach(chat =>
        {
            stage.Arm(chat.Recording);
            items.Add(new JsonObject { ["model"] = GatewayStage.ModelOf(chat.Recording), ["baseURL"] = new Uri(stage.AddressOf(chat.Recording), "/v1").AbsoluteUri });
        });
        await using BedrockEmulator unused = await BedrockEmulator.StartAsync();

        ScenarioResult result = await new AwsJavaScript(unused).With("OPENAI_API_KEY", "none").RunAsync(new Scenario("openai-responses", "streams", "") { Items = items });

        var answers = result.Value.EnumerateArray().ToList();
        Assert.Equal(streams.Count, answers.Count);
        Assert.True(streams.Count > 200, $"only {streams.Count} streams");
        Assert.Equal([], streams.Select((chat, index) => (chat.Recording.Name, Fault: FaultOf(chat.Expected, answers[index]))).Where(static pair => pair.Fault is not null));
    }

    private static string? FaultOf(ChatExpectation expected, JsonElement answer)
    {
        string? error = answer.GetProperty("error").GetString();
        if (expected.ErrorKind is not null || !expected.Ends)
        {
            return error is null ? "a broken stream was read as an answer" : null;
        }

        if (error is not null)
        {
            return error;
        }

        bool cut = expected.Answer.StopReason is not ("end_turn" or "stop_sequence" or "tool_use");
        string calls = string.Join(' ', expected.Answer.ToolCalls.Select(static call => $"{call.Id} {call.Name} {call.Arguments}"));
        return (answer.GetProperty("text").GetString(), answer.GetProperty("calls").GetString(), answer.GetProperty("stop").GetString()) == (expected.Answer.Text, calls, cut ? "incomplete" : "completed")
            ? null
            : $"{answer} instead of {expected.Answer.Text} {calls}";
    }
}
