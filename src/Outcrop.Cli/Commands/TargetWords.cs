using System.Globalization;
using System.Text.Json;
using Outcrop.Cli.Output;

namespace Outcrop.Cli.Commands;

/// <summary>One sentence for each account and region and each target of a gateway, and what to do where one is unwell. Stateless.</summary>
internal static class TargetWords
{
    private const string Update = "Use the same version of outcrop as the gateway.";

    /// <summary>An account's region, by what the control plane says.</summary>
    /// <param name="place">One of <c>places</c>.</param>
    public static DoctorCheck OfPlace(JsonElement place)
    {
        string name = $"{place.GetProperty("account").GetString()}/{place.GetProperty("region").GetString() ?? "-"}";
        string reason = place.GetProperty("reason").GetString() is { } told ? $": {told}" : "";
        string age = Number(place, "ageSeconds") is { } seconds ? $" ({seconds.ToString("0", CultureInfo.InvariantCulture)} s ago)" : "";
        return place.GetProperty("controlPlane").GetString() switch
        {
            "ok" => DoctorCheck.Ok("account", $"{name} answers and takes the credentials, in {Number(place, "latencyMs")?.ToString("0", CultureInfo.InvariantCulture) ?? "?"} ms{age}"),
            "unknown" when age.Length == 0 => DoctorCheck.Skipped("account", $"{name} has not been looked at: the gateway has just started, is 'outcrop dev', or has health.interval 0"),
            "unknown" => DoctorCheck.Skipped("account", $"{name} tells nothing{reason}{age}"),
            "denied" => DoctorCheck.Warning("account", $"{name} refuses the gateway{reason}{age}", "Check the account's credentials, role and external id in the configuration; 'outcrop doctor --config FILE' where the gateway runs tells more."),
            "unreachable" => DoctorCheck.Warning("account", $"{name} gives no answer{reason}{age}", "If requests fail, too, it is the region or the network; if not, only the control plane has no way through (a VPC endpoint for bedrock, health.interval 0)."),
            var other => DoctorCheck.Warning("account", $"{name} is {other}", Update),
        };
    }

    /// <summary>A target, by what requests have shown.</summary>
    /// <param name="target">One of <c>targets</c>.</param>
    public static DoctorCheck OfTarget(JsonElement target)
    {
        string name = $"{target.GetProperty("account").GetString()}/{target.GetProperty("region").GetString() ?? "-"}/{target.GetProperty("model").GetString()}";
        long requests = target.GetProperty("requests").GetInt64();
        string wait = Number(target, "retryInSeconds")?.ToString("0.#", CultureInfo.InvariantCulture) ?? "0";
        string left = Number(target, "quotaLeft") switch
        {
            null => "",

            // Below nothing is how far it has been overdrawn, by the gateway's own estimate.
            <= 0 => ", nothing of its quota left",
            { } share => $", {share.ToString("P0", CultureInfo.InvariantCulture)} of its quota left",
        };
        bool isMissing = target.TryGetProperty("controlPlane", out JsonElement word) && word.GetString() == "notOffered";
        return target.GetProperty("state").GetString() switch
        {
            "healthy" when isMissing => DoctorCheck.Warning("target", $"{name} is not among the models that this account's region offers", "Check the id and the region ('outcrop models --live --region …'); some models need a profile such as us.… instead of their own id."),
            "healthy" when requests == 0 => DoctorCheck.Ok("target", $"{name}: no request yet{left}"),
            "healthy" => DoctorCheck.Ok("target", $"{name}: {Count(requests, "request")}, {target.GetProperty("failed")} failed, {target.GetProperty("throttled")} throttled{left}"),
            "throttled" => DoctorCheck.Warning("target", $"{name} is throttled by AWS; it is tried again in {wait} s{left}", "Add an account or region as another target, ask AWS for more quota, or set max_tokens: an unset bound reserves the model's maximum."),
            "half-open" => DoctorCheck.Warning("target", $"{name} failed, and one request is trying it", "Wait for that request's outcome, or run this again."),
            "open" => DoctorCheck.Warning("target", $"{name} is passed over after {Times(target.GetProperty("consecutiveFailures").GetInt64())}; {(wait == "0" ? "the next request tries it again" : $"it is tried again in {wait} s")}", MendOf(word)),
            var other => DoctorCheck.Warning("target", $"{name} is {other}", Update),
        };
    }

    /// <summary>What is passed over and what the control plane says of it point to the cause together.</summary>
    private static string MendOf(JsonElement controlPlane) => (controlPlane.ValueKind == JsonValueKind.String ? controlPlane.GetString() : null) switch
    {
        "denied" => "AWS refuses the account's credentials: renew them, or mend its role.",
        "unreachable" => "Neither the models nor the control plane answer: the region is down, or the network has no way to it. A route's other targets are asked meanwhile.",
        "notOffered" => "The region does not offer the model: mend the target's id or region.",
        _ => "Look for event 1511 in the gateway's log: it names the failure.",
    };

    /// <summary>A number and what is counted.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">The word for one.</param>
    public static string Count(long count, string one) => count == 1 ? $"1 {one}" : $"{count} {one}s";

    private static string Times(long failures) => failures switch
    {
        0 => "too many failures",
        1 => "a failure",
        _ => $"{failures} failures in a row",
    };

    private static double? Number(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
