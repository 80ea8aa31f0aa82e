using System.Text.Json;
using System.Text.Json.Nodes;
using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;
using Outcrop.Gateway.Recorded;
using Outcrop.Recordings;
using Outcrop.Testing;

namespace Outcrop.Clients.Tests.Gateway;

/// <summary>Every recorded stream of a chat, through the gateway, read by OpenAI's own parser.</summary>
public sealed class RecordedChatTests
{
    [Theory]
    [InlineData("openai")]
    [InlineData("openai-6")]
    public async Task Recordings_EveryStream_IsReadByOpenAIsOwnParser(string client)
    {
        string folder = SharedFolder.Require("recordings");
        List<(Recording Recording, ChatExpectation Expected)> chats = [.. GatewayWalk.Open(folder, new GatewayReport()).Where(static chat => chat.Recording.Operation.EndsWith("Stream", StringComparison.Ordinal))];
        await using BedrockEmulator emulator = await BedrockEmulator.StartAsync();
        await using GatewayStage stage = await GatewayStage.StartAsync(folder, chats.Select(static chat => GatewayStage.ModelOf(chat.Recording)));
        var items = new JsonArray();
        foreach ((Recording recording, _) in chats)
        {
            // They are asked for one after another, so each script meets the request it was made for.
            stage.Arm(recording);
            items.Add(new JsonObject { ["baseURL"] = new Uri(stage.AddressOf(recording), "/v1").AbsoluteUri, ["model"] = GatewayStage.ModelOf(recording) });
        }

        JsonElement answers = (await new AwsJavaScript(emulator).With("OPENAI_API_KEY", "none").RunAsync(new Scenario(client, "streams", "") { Items = items })).Value;

        List<string> failures = [.. chats.Zip(answers.EnumerateArray()).Select(static pair => (pair.First.Recording.Name, Fault: FaultOf(pair.First.Expected, pair.Second))).Where(static pair => pair.Fault is not null).Select(static pair => $"{pair.Name}: {pair.Fault}")];
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(chats.Count > 200, $"only {chats.Count} streams");
        Assert.Contains(chats, static chat => chat.Expected.ErrorKind is not null);
    }

    private static string? FaultOf(ChatExpectation expected, JsonElement answer)
    {
        bool failed = answer.GetProperty("error").ValueKind == JsonValueKind.String;
        if (expected.ErrorKind is not null || !expected.Ends)
        {
            return failed && answer.GetProperty("stop").ValueKind == JsonValueKind.Null ? null : "a broken stream was read as an answer";
        }

        if (failed)
        {
            return answer.GetProperty("error").GetString();
        }

        Answer wanted = expected.Answer;
        string calls = string.Join(' ', answer.GetProperty("calls").EnumerateArray().Select(static call => $"{call.GetProperty("id")} {call.GetProperty("name")} {call.GetProperty("arguments")}"));
        string wantedCalls = string.Join(' ', wanted.ToolCalls.Select(static call => $"{call.Id} {call.Name} {call.Arguments}"));
        JsonElement usage = answer.GetProperty("usage");
        int? prompt = usage.ValueKind == JsonValueKind.Object ? usage.GetProperty("prompt_tokens").GetInt32() : null;
        return answer.GetProperty("text").GetString() != wanted.Text ? "another text"
            : answer.GetProperty("stop").GetString() != ChatComparison.FinishOf(wanted.StopReason!) ? "another finish reason"
            : calls != wantedCalls ? $"other calls: {calls} instead of {wantedCalls}"
            : prompt != (wanted.Input is null ? null : wanted.Input + wanted.CacheRead + wanted.CacheWrite) ? "other tokens"
            : null;
    }
}
