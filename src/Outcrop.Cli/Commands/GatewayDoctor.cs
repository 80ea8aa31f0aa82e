using System.Globalization;
using System.Text.Json;
using Outcrop.Cli.Output;

namespace Outcrop.Cli.Commands;

/// <summary>What a running gateway says of itself and its targets, each finding with its mend. Calls no model.</summary>
internal static class GatewayDoctor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Asks it.</summary>
    /// <param name="gateway">Its address.</param>
    /// <param name="cancellationToken">Stops the checks.</param>
    public static async Task<IReadOnlyList<DoctorCheck>> CheckAsync(Uri gateway, CancellationToken cancellationToken)
    {
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using JsonDocument ready = await ReadAsync(invoker, new Uri(gateway, "/readyz"), limit.Token);
            using JsonDocument health = await ReadAsync(invoker, new Uri(gateway, "/health/models"), limit.Token);
            string[] reasons = [.. ready.RootElement.GetProperty("reasons").EnumerateArray().Select(static reason => reason.GetString() ?? "")];
            return
            [
                reasons.Length == 0
                    ? DoctorCheck.Ok("gateway", $"{gateway} is ready")
                    : DoctorCheck.Failed("gateway", $"{gateway} is not ready: {string.Join("; ", reasons)}", "See the findings below and the gateway's log."),
                .. health.RootElement.GetProperty("targets").EnumerateArray().Select(Explain),
            ];
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException or KeyNotFoundException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return [DoctorCheck.Failed("gateway", $"{gateway} gives no answer of a gateway's: {fault.Message}", "Check the address, and that 'outcrop serve' runs there.")];
        }
    }

    private static DoctorCheck Explain(JsonElement target)
    {
        string name = $"{target.GetProperty("account").GetString()}/{target.GetProperty("region").GetString() ?? "-"}/{target.GetProperty("model").GetString()}";
        string wait = target.GetProperty("retryInSeconds").GetDouble().ToString("0.#", CultureInfo.InvariantCulture);
        string left = target.GetProperty("quotaLeft") is { ValueKind: JsonValueKind.Number } share ? $", {share.GetDouble().ToString("P0", CultureInfo.InvariantCulture)} of its quota left" : "";
        return target.GetProperty("state").GetString() switch
        {
            "healthy" => DoctorCheck.Ok("target", $"{name}: {target.GetProperty("requests")} requests, {target.GetProperty("failed")} failed, {target.GetProperty("throttled")} throttled{left}"),
            "throttled" => DoctorCheck.Warning("target", $"{name} is throttled by AWS; it is tried again in {wait} s{left}", "Add an account or region as another target, ask AWS for more quota, or set max_tokens: an unset bound reserves the model's maximum."),
            "half-open" => DoctorCheck.Warning("target", $"{name} failed and is being tried", "Wait for the next request's outcome."),
            "open" => DoctorCheck.Warning("target", $"{name} is passed over after {target.GetProperty("consecutiveFailures")} failures in a row; it is tried again in {wait} s", "Look for event 1511 in the gateway's log: it names the failure. Credentials, network and the region's health are the usual ones."),
            var other => DoctorCheck.Warning("target", $"{name} is {other}", "Use the same version of outcrop as the gateway."),
        };
    }

    private static async Task<JsonDocument> ReadAsync(HttpMessageInvoker invoker, Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using HttpResponseMessage response = await invoker.SendAsync(request, cancellationToken);
        return await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
    }
}
