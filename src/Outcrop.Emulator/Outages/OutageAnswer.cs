using Outcrop.Emulator.Faults;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Outages;

/// <summary>What a request gets from a region that is out. Nobody is asked who it is.</summary>
internal static class OutageAnswer
{
    /// <exception cref="AwsErrorException">The region answers with an error.</exception>
    public static async Task GiveAsync(EmulatorCall call, EmulatorOutage outage)
    {
        switch (outage.Kind)
        {
            case EmulatorOutageKind.Error:
                AwsError usual = ErrorDefaults.For(outage.Status);
                throw new AwsErrorException(outage.ErrorType is { } type ? usual with { Type = type } : usual);
            case EmulatorOutageKind.Reset or EmulatorOutageKind.Refuse:
                call.Http.Abort();
                break;
            case EmulatorOutageKind.Blackhole:
                await call.HangAsync();
                break;
            default:
                throw new InvalidOperationException($"No outage of the kind {outage.Kind}.");
        }
    }
}
