using System.Text.Json;
using Outcrop.Cli.Commands;
using Outcrop.Cli.Output;

namespace Outcrop.Cli.Tests;

/// <summary>One sentence for each target and account, and what to do where one is unwell.</summary>
public sealed class TargetWordsTests
{
    [Theory]
    [InlineData("healthy", "ok", 7, 0, "ok", "7 requests", "")]
    [InlineData("healthy", "ok", 1, 0, "ok", ": 1 request, 5 failed", "")]
    [InlineData("healthy", "unknown", 0, 0, "ok", "no request yet", "")]
    [InlineData("healthy", "notOffered", 0, 0, "warning", "not among the models", "us.…")]
    [InlineData("throttled", "ok", 7, 4, "warning", "tried again in 4 s", "max_tokens")]
    [InlineData("half-open", "ok", 7, 0, "warning", "one request is trying it", "Wait")]
    [InlineData("open", "ok", 7, 12.5, "warning", "after 5 failures in a row; it is tried again in 12.5 s", "1511")]
    [InlineData("open", "ok", 7, 0, "warning", "the next request tries it again", "1511")]
    [InlineData("open", "denied", 7, 9, "warning", "passed over", "renew them")]
    [InlineData("open", "unreachable", 7, 9, "warning", "passed over", "Neither the models nor the control plane")]
    [InlineData("open", "notOffered", 7, 9, "warning", "passed over", "does not offer")]
    [InlineData("new-word", "ok", 7, 0, "warning", "new-word", "same version")]
    public void Target_InEachState_IsExplainedWithItsMend(string state, string controlPlane, int requests, double wait, string status, string finding, string mend)
    {
        string json = JsonSerializer.Serialize(new { account = "prod", region = "us-east-1", model = "m", state, retryInSeconds = wait, consecutiveFailures = 5, requests, failed = 5, throttled = 1, quotaLeft = 0.25, controlPlane });
        using JsonDocument target = JsonDocument.Parse(json);
        AssertSays(TargetWords.OfTarget(target.RootElement), status, finding, mend);
    }

    [Theory]
    [InlineData(0.25, ", 25 % of its quota left")]
    [InlineData(-0.04, ", nothing of its quota left")]
    public void Target_WithAQuota_SaysWhatIsLeft(double quotaLeft, string end)
    {
        using JsonDocument target = JsonDocument.Parse(JsonSerializer.Serialize(new { account = "prod", region = "us-east-1", model = "m", state = "healthy", requests = 2, failed = 0, throttled = 0, quotaLeft }));
        Assert.EndsWith(end, TargetWords.OfTarget(target.RootElement).Finding, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ok", null, 3.0, "ok", "takes the credentials, in 12 ms (3 s ago)", "")]
    [InlineData("unknown", null, null, "skipped", "has not been looked at", "")]
    [InlineData("unknown", "the policy does not allow it", 3.0, "skipped", "tells nothing: the policy does not allow it", "")]
    [InlineData("denied", "AWS refuses the credentials", 3.0, "warning", "refuses the gateway: AWS refuses the credentials", "external id")]
    [InlineData("unreachable", "the control plane cannot be reached", 3.0, "warning", "gives no answer", "VPC endpoint")]
    [InlineData("new-word", null, 3.0, "warning", "new-word", "same version")]
    public void Place_InEachState_IsExplainedWithItsMend(string controlPlane, string? reason, double? age, string status, string finding, string mend)
    {
        string json = JsonSerializer.Serialize(new { account = "prod", region = (string?)null, controlPlane, reason, ageSeconds = age, latencyMs = 12 });
        using JsonDocument place = JsonDocument.Parse(json);
        DoctorCheck check = TargetWords.OfPlace(place.RootElement);
        Assert.StartsWith("prod/-", check.Finding, StringComparison.Ordinal);
        AssertSays(check, status, finding, mend);
    }

    private static void AssertSays(DoctorCheck check, string status, string finding, string mend)
    {
        Assert.Equal(status, check.Status);
        Assert.Contains(finding, check.Finding, StringComparison.Ordinal);
        Assert.Contains(mend, check.Mend ?? "", StringComparison.Ordinal);
        Assert.Equal(mend.Length == 0, check.Mend is null);
    }
}
