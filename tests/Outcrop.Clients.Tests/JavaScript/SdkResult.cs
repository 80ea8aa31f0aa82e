using System.Text.Json;

namespace Outcrop.Clients.Tests.JavaScript;

/// <summary>What one client process printed.</summary>
internal sealed class SdkResult
{
    internal SdkResult(JsonElement root)
    {
        Root = root;
        Calls = [.. root.GetProperty("calls").EnumerateArray().Select(static call => new SdkOutcome(call))];
    }

    /// <summary>The whole of it, for messages.</summary>
    internal JsonElement Root { get; }

    /// <summary>One outcome per call, in the plan's order.</summary>
    internal IReadOnlyList<SdkOutcome> Calls { get; }

    /// <summary>The STS answer, when the plan assumed a role.</summary>
    internal JsonElement AssumedRole => Root.GetProperty("assumedRole");

    /// <summary>An error outside the calls: the role could not be assumed.</summary>
    internal SdkError? Error => Root.TryGetProperty("error", out JsonElement error) ? new SdkError(error) : null;

    /// <summary>The outcome of a plan of one call.</summary>
    internal SdkOutcome Single()
    {
        Assert.True(Calls.Count == 1, Root.GetRawText());
        return Calls[0];
    }
}
