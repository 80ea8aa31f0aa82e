using Outcrop.Recordings;
using Outcrop.Testing;

namespace Outcrop.Bedrock.Tests.Recordings;

/// <summary>The walk of eng/recordings.sh, as a test.</summary>
public class RecordingTests(ITestOutputHelper output)
{
    [Fact]
    public void Recordings_AllOfThem_AreReadAsTheIndependentReadingHasThem()
    {
        RecordingReport report = RecordingWalk.Run(SharedFolder.Require("recordings"));

        var table = new StringWriter();
        report.Print(table);
        output.WriteLine(table.ToString());
        Assert.Empty(report.Failures);
        Assert.True(report.Passed > 700, $"Only {report.Passed} recordings were read.");
        Assert.True(report.RequestsEqual > 300, $"Only {report.RequestsEqual} requests were read and written again.");
        Assert.True(report.Cuts > 3000, $"Only {report.Cuts} cuts were made.");
    }
}
