using Outcrop.Gateway.Recorded;
using Outcrop.Testing;

namespace Outcrop.Gateway.Tests.FrontEnds.BedrockNative;

/// <summary>Every recorded call of a model, served by the replaying emulator, comes out byte for byte, and every recorded error as AWS's own.</summary>
public class NativeRecordingTests
{
    [Fact]
    public async Task Recordings_EveryCallOfAModel_ComesOutByteForByte()
    {
        var report = new GatewayReport();
        await GatewayWalk.RunNativeAsync(SharedFolder.Require("recordings"), report);

        Assert.True(report.Failures.Count == 0, string.Join('\n', report.Failures));
        Assert.True(report.Passed > 700, $"only {report.Passed} recordings were served");
    }
}
