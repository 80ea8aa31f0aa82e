using System.Runtime.CompilerServices;
using Amazon.Runtime;

namespace Outcrop.Bedrock.Credentials;

/// <summary>
/// How far AWSSDK.Core believes this machine's clock to be off, which it keeps for each endpoint for the process's life. It learns a difference from a refused request, but never that there is none any more: once a clock
/// has been set right, everything it signs for that endpoint is refused until the process ends. Thread-safe.
/// </summary>
internal static class AwsSdkClock
{
    /// <summary>Makes it forget what it has learnt, so that it signs by this machine's clock and learns anew where that is off.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <returns>Whether there was anything to forget.</returns>
    public static bool Forget(Uri endpoint)
    {
        string key = endpoint.ToString();
        if (CorrectClockSkew.GetClockCorrectionForEndpoint(key) == TimeSpan.Zero)
        {
            return false;
        }

        SetClockCorrectionForEndpoint(null, key, TimeSpan.Zero);
        return true;
    }

    // Reading it is public, setting it is not; a test holds that it is still there.
    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod)]
    private static extern void SetClockCorrectionForEndpoint([UnsafeAccessorType("Amazon.Runtime.CorrectClockSkew, AWSSDK.Core")] object? type, string endpoint, TimeSpan correction);
}
