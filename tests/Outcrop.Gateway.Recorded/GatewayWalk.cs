using Outcrop.Recordings;

namespace Outcrop.Gateway.Recorded;

/// <summary>Asks the gateway for every recorded exchange of a folder, in each dialect that chats.</summary>
public static class GatewayWalk
{
    /// <summary>The chats of a folder with what they must come out as.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="report">Told what is no chat, or cannot be read.</param>
    public static List<(Recording Recording, ChatExpectation Expected)> Open(string folder, GatewayReport report)
    {
        var chats = new List<(Recording, ChatExpectation)>();
        foreach (string file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Recording.TryOpen(folder, file) is not { } recording)
            {
                continue;
            }

            if (ChatExpectation.Of(recording) is { } expected)
            {
                chats.Add((recording, expected));
            }
            else
            {
                report.NoChat++;
                recording.Dispose();
            }
        }

        return chats;
    }

    /// <summary>Walks a folder and everything below it.</summary>
    /// <param name="folder">The folder.</param>
    public static async Task<GatewayReport> RunAsync(string folder)
    {
        var report = new GatewayReport();
        List<(Recording Recording, ChatExpectation Expected)> chats = Open(folder, report);
        await using GatewayStage stage = await GatewayStage.StartAsync(folder, chats.Select(static chat => GatewayStage.ModelOf(chat.Recording)));
        foreach ((Recording recording, ChatExpectation expected) in chats)
        {
            bool isStream = recording.Operation.EndsWith("Stream", StringComparison.Ordinal);
            bool isError = expected.ErrorKind is not null || !expected.Ends;
            Add("chat/completions", await ChatCheck.RunAsync(stage, recording, expected, isStream));
            if (NativeMessagesCheck.Applies(recording))
            {
                Add("messages, native", await NativeMessagesCheck.RunAsync(stage, recording, expected, isStream));
            }
            else
            {
                Add("messages", await MessagesCheck.RunAsync(stage, recording, expected, isStream));
            }

            Add("responses", await ResponsesCheck.RunAsync(stage, recording, expected, isStream));
            recording.Dispose();

            void Add(string dialect, string? difference) => report.Add(recording.Family, dialect, isError, isStream, difference is null ? null : $"{recording.Name} ({dialect}): {difference}");
        }

        return report;
    }

    /// <summary>Walks the same folder in Bedrock's own dialect, where what calls a model and is no chat is passed on all the same.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="report">Takes the results.</param>
    public static async Task RunNativeAsync(string folder, GatewayReport report)
    {
        await using GatewayStage stage = await GatewayStage.StartAsync(folder, []);
        foreach (string file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using Recording? recording = Recording.TryOpen(folder, file);
            if (recording is not null && NativeCheck.Takes(recording))
            {
                string? difference = await NativeCheck.RunAsync(stage, recording);
                report.Add(recording.Family, "bedrock", recording.Status >= 400, recording.IsEventStream, difference is null ? null : $"{recording.Name} (bedrock): {difference}");
            }
        }
    }
}
