using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Outcrop.Cli.Output;

namespace Outcrop.Cli.Commands;

/// <summary>What a running gateway says of itself, its accounts and its targets, each finding with its mend. Calls no model.</summary>
/// <param name="gateway">Its address.</param>
/// <param name="key">A key of it; <see langword="null"/> or empty: none.</param>
internal sealed class GatewayDoctor(Uri gateway, string? key)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Asks it.</summary>
    /// <param name="cancellationToken">Stops the checks.</param>
    public async Task<IReadOnlyList<DoctorCheck>> CheckAsync(CancellationToken cancellationToken)
    {
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using JsonDocument alive = (await ReadAsync(invoker, "/healthz", limit.Token)).Body;
            using JsonDocument ready = (await ReadAsync(invoker, "/readyz", limit.Token)).Body;
            (HttpStatusCode status, JsonDocument health) = await ReadAsync(invoker, "/health/models", limit.Token);
            using (health)
            {
                return [ReadinessOf(ready.RootElement), ConfigurationOf(alive.RootElement), .. status == HttpStatusCode.OK ? DetailsOf(health.RootElement) : [Refused()]];
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return [DoctorCheck.Failed("gateway", $"{gateway} gives no answer of a gateway's: {WordsOf(fault)}", "Check the address, and that 'outcrop serve' runs there.")];
        }
    }

    /// <summary>What the runtime says of JSON that is none, or another's, helps nobody who has mistaken the port.</summary>
    private static string WordsOf(Exception fault) => fault switch
    {
        HttpRequestException => fault.Message,
        OperationCanceledException => $"nothing came within {Patience.TotalSeconds:0} s",
        _ => "something else answers there",
    };

    private static DoctorCheck Refused() => DoctorCheck.Failed("key", "the gateway does not know the key", "Pass one of its keys with --key or OUTCROP_KEY; without any it tells less, but no error.");

    private static DoctorCheck ConfigurationOf(JsonElement alive)
    {
        JsonElement configuration = alive.GetProperty("configuration");
        return configuration.GetProperty("upToDate").GetBoolean()
            ? DoctorCheck.Ok("configuration", $"version {configuration.GetProperty("version")} is in force since {configuration.GetProperty("loadedAt").GetDateTimeOffset().UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC")
            : DoctorCheck.Warning(
                "configuration",
                $"its files have {TargetWords.Count(configuration.GetProperty("faults").GetInt64(), "fault")}; version {configuration.GetProperty("version")} stays in force",
                "Run 'outcrop config check' where the gateway runs: it names each fault with its path.");
    }

    private static IEnumerable<DoctorCheck> DetailsOf(JsonElement health)
    {
        if (!health.TryGetProperty("targets", out JsonElement targets))
        {
            foreach (JsonElement model in health.GetProperty("models").EnumerateArray())
            {
                if (model.GetProperty("state").GetString() is "degraded" or "failing")
                {
                    yield return DoctorCheck.Warning("model", $"{model.GetProperty("model").GetString()} is {model.GetProperty("state").GetString()}", "Pass a key: its targets then tell why.");
                }
            }

            yield return DoctorCheck.Skipped("targets", "told to keys only: pass one with --key or OUTCROP_KEY");
            yield break;
        }

        foreach (JsonElement place in health.GetProperty("places").EnumerateArray())
        {
            yield return TargetWords.OfPlace(place);
        }

        foreach (JsonElement target in targets.EnumerateArray())
        {
            yield return TargetWords.OfTarget(target);
        }
    }

    private DoctorCheck ReadinessOf(JsonElement ready)
    {
        string[] reasons = [.. ready.GetProperty("reasons").EnumerateArray().Select(static reason => reason.GetString() ?? "")];
        return reasons.Length == 0
            ? DoctorCheck.Ok("gateway", $"{gateway} is ready")
            : DoctorCheck.Failed("gateway", $"{gateway} is not ready: {string.Join("; ", reasons)}", "See the findings below and the gateway's log.");
    }

    private async Task<(HttpStatusCode Status, JsonDocument Body)> ReadAsync(HttpMessageInvoker invoker, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, path));
        if (key is { Length: > 0 } && path == "/health/models")
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        using HttpResponseMessage response = await invoker.SendAsync(request, cancellationToken);
        return (response.StatusCode, await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken));
    }
}
