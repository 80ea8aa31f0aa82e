using Outcrop.Gateway.Recorded;
using Outcrop.Testing;

namespace Outcrop.Gateway.Tests.FrontEnds.OpenAI.Chat;

/// <summary>Every recorded exchange of a chat, served by the replaying emulator, comes out as it was recorded.</summary>
public class ChatRecordingTests
{
    [Fact]
    public async Task Recordings_EveryChat_ComesOutAsRecorded()
    {
        GatewayReport report = await GatewayWalk.RunAsync(SharedFolder.Require("recordings"));

        Assert.True(report.Failures.Count == 0, string.Join('\n', report.Failures));
        Assert.True(report.Passed > 700, $"only {report.Passed} recordings were served");
    }
}
