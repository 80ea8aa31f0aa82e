using System.Text.Json;
using System.Text.Json.Nodes;
using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;
using Outcrop.Gateway.Recorded;
using Outcrop.Recordings;
using Outcrop.Testing;

namespace Outcrop.Clients.Tests.Gateway;

/// <summary>Every recorded stream of a chat, served by the replaying emulator through the gateway to a client that somebody else wrote.</summary>
internal static class RecordedStreams
{
    /// <summary>Runs a client's scenario <c>streams</c> over all of them, in one process.</summary>
    /// <param name="client">The client.</param>
    /// <param name="path">What its base URL has behind the gateway's address.</param>
    /// <param name="keyVariable">Where it wants a key, though the gateway asks for none.</param>
    /// <returns>What each should be, and what the client read.</returns>
    public static async Task<List<(string Name, ChatExpectation Expected, JsonElement Answer)>> AskAsync(string client, string path, string keyVariable)
    {
        string folder = SharedFolder.Require("recordings");
        List<(Recording Recording, ChatExpectation Expected)> chats = GatewayWalk.Open(folder, new GatewayReport()).FindAll(static chat => chat.Recording.IsEventStream);
        await using BedrockEmulator unused = await BedrockEmulator.StartAsync();
        await using GatewayStage stage = await GatewayStage.StartAsync(folder, chats.Select(static chat => GatewayStage.ModelOf(chat.Recording)));
        var items = new JsonArray();
        foreach ((Recording recording, _) in chats)
        {
            // They are asked for one after another, so each script meets the request it was made for.
            stage.Arm(recording);
            items.Add(new JsonObject { ["baseURL"] = new Uri(stage.AddressOf(recording), path).AbsoluteUri, ["model"] = GatewayStage.ModelOf(recording) });
        }

        JsonElement answers = (await new AwsJavaScript(unused).With(keyVariable, "none").RunAsync(new Scenario(client, "streams", "") { Items = items })).Value;

        Assert.True(chats.Count > 200, $"only {chats.Count} streams");
        Assert.Equal(chats.Count, answers.GetArrayLength());
        Assert.Contains(chats, static chat => chat.Expected.ErrorKind is not null);
        return [.. chats.Zip(answers.EnumerateArray()).Select(static pair => (pair.First.Recording.Name, pair.First.Expected, pair.Second))];
    }

    /// <summary>Asserts that none was read otherwise than it was recorded.</summary>
    /// <param name="streams">The streams.</param>
    /// <param name="faultOf">What is wrong with one; <see langword="null"/> for nothing.</param>
    public static void AssertNoFault(List<(string Name, ChatExpectation Expected, JsonElement Answer)> streams, Func<ChatExpectation, JsonElement, string?> faultOf)
    {
        string faults = string.Join('\n', streams.Select(stream => (stream.Name, Fault: faultOf(stream.Expected, stream.Answer))).Where(static stream => stream.Fault is not null).Select(static stream => $"{stream.Name}: {stream.Fault}"));
        Assert.True(faults.Length == 0, faults);
    }

    /// <summary>Tool calls as one text.</summary>
    /// <param name="answer">What was recorded.</param>
    public static string CallsOf(Answer answer) => string.Join(' ', answer.ToolCalls.Select(static call => $"{call.Id} {call.Name} {call.Arguments}"));
}
