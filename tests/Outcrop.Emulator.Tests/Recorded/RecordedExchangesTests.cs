using Outcrop.Emulator.Recorded;
using Outcrop.Testing;

namespace Outcrop.Emulator.Tests.Recorded;

/// <summary>Every recorded request: what AWS answered is answered in the same shape, what AWS refused is refused alike.</summary>
public sealed class RecordedExchangesTests
{
    [Fact]
    public async Task RecordedRequests_SentToTheEmulator_AreAnsweredAsAwsAnswered()
    {
        RecordedReport report = await RecordedWalk.RunAsync(SharedFolder.Require("recordings"), TestContext.Current.CancellationToken);
        using var text = new StringWriter();
        report.Print(text);
        TestContext.Current.TestOutputHelper?.WriteLine(text.ToString());
        Assert.Empty(report.Failures);

        // An emulator that passes because everything is an exception does not pass.
        Assert.True(report.Accepted >= 590, text.ToString());
        Assert.True(report.RefusedAlike >= 110, text.ToString());
    }
}
