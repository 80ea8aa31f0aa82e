using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Outcrop.Emulator.Hosting;
using Outcrop.Wire.Buffers;

namespace Outcrop.Emulator.Admin;

/// <summary>
/// The emulator's own surface under <c>/_outcrop/</c>, for callers on the same machine: <c>scripts</c>, <c>quotas</c>, <c>outages</c> and <c>latencies</c> in the words of scenario
/// files, <c>journal</c>, <c>clock</c> and <c>health</c>. docs/emulator.md has them all.
/// </summary>
internal sealed class AdminEndpoint(EmulatorState state)
{
    private const int MaximumBody = 25_000_000;

    /// <summary>Behind it there is no room for the lives of sessions and keys.</summary>
    private static readonly DateTimeOffset EarliestTime = new(1971, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset LatestTime = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public async Task InvokeAsync(HttpContext http, string path)
    {
        // A browser page may reach loopback, too: what carries an Origin comes from one, and a name of its own that resolves to loopback stands in Host.
        if (http.Connection.RemoteIpAddress is not { } remote || !IPAddress.IsLoopback(remote) || http.Request.Headers.Origin.Count > 0 || !IsLocal(http.Request.Host.Host))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        try
        {
            int status = await AnswerAsync(http, path.Split('?')[0].TrimEnd('/'));
            if (!http.Response.HasStarted)
            {
                http.Response.StatusCode = status;
            }
        }
        catch (BodyTooLargeException)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        }
        catch (EmulatorScenarioException mistake)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await WriteAsync(http, new AdminFaults(mistake.Faults), AdminJsonContext.Default.AdminFaults);
        }
        catch (JsonException mistake)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await WriteAsync(http, new AdminFaults([new EmulatorScenarioFault(mistake.Path ?? "$", mistake.Message)]), AdminJsonContext.Default.AdminFaults);
        }
    }

    private static bool IsLocal(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host.Trim('[', ']'), out _);

    private static async Task WriteAsync<T>(HttpContext http, T value, JsonTypeInfo<T> type)
    {
        http.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(http.Response.Body, value, type, http.RequestAborted);
    }

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpContext http)
    {
        using PooledBody body = await PooledBody.ReadAsync(http.Request.Body, MaximumBody, http.Request.ContentLength, http.RequestAborted);
        return body.Memory.ToArray();
    }

    private void Advance(double seconds)
    {
        DateTimeOffset now = state.Clock.GetUtcNow();
        if (!(seconds >= (EarliestTime - now).TotalSeconds && seconds <= (LatestTime - now).TotalSeconds))
        {
            throw new JsonException($"The clock goes from {EarliestTime.Year} to {LatestTime.Year}.");
        }

        state.Clock.Advance(TimeSpan.FromSeconds(seconds));
    }

    private async Task<int> AnswerAsync(HttpContext http, string path)
    {
        switch (http.Request.Method, path)
        {
            case ("GET", "scripts"):
                await WriteAsync(http, state.Scripts.Snapshot(), AdminJsonContext.Default.IReadOnlyListScriptProgress);
                return StatusCodes.Status200OK;
            case ("POST", "scripts"):
                AdminScenario.ReadScripts(await BodyAsync(http)).ForEach(state.Scripts.Add);
                return StatusCodes.Status204NoContent;
            case ("DELETE", "scripts"):
                state.Scripts.Clear();
                return StatusCodes.Status204NoContent;
            case ("GET", "quotas"):
                await WriteAsync(http, state.Quotas.Levels(), AdminJsonContext.Default.IReadOnlyListQuotaLevel);
                return StatusCodes.Status200OK;
            case ("PUT", "quotas"):
                state.Quotas.Set(AdminScenario.ReadQuotas(await BodyAsync(http)));
                return StatusCodes.Status204NoContent;
            case ("DELETE", "quotas"):
                state.Quotas.Set([]);
                return StatusCodes.Status204NoContent;
            case ("GET", "outages"):
                await WriteAsync(http, state.Outages.States(), AdminJsonContext.Default.IReadOnlyListOutageState);
                return StatusCodes.Status200OK;
            case ("POST", "outages"):
                AdminScenario.ReadOutages(await BodyAsync(http)).ForEach(state.Outages.Add);
                await state.Gate.Moved;
                return StatusCodes.Status204NoContent;
            case ("DELETE", "outages"):
                state.Outages.Restore(http.Request.Query["region"].ToString() is { Length: > 0 } region ? region : null);
                await state.Gate.Moved;
                return StatusCodes.Status204NoContent;
            case ("PUT", "latencies"):
                state.Latencies.Set(AdminScenario.ReadLatencies(await BodyAsync(http)));
                return StatusCodes.Status204NoContent;
            case ("DELETE", "latencies"):
                state.Latencies.Set([]);
                return StatusCodes.Status204NoContent;
            case ("GET", "journal"):
                await WriteAsync(http, new JournalQuery(http.Request.Query).Read(state.Journal), AdminJsonContext.Default.AdminJournalEntryArray);
                return StatusCodes.Status200OK;
            case ("DELETE", "journal"):
                state.Journal.Clear();
                return StatusCodes.Status204NoContent;
            case ("GET", "clock"):
                await WriteAsync(http, new AdminClock(state.Clock.GetUtcNow()), AdminJsonContext.Default.AdminClock);
                return StatusCodes.Status200OK;
            case ("POST", "clock"):
                AdminClockRequest clock = JsonSerializer.Deserialize((await BodyAsync(http)).Span, AdminJsonContext.Default.AdminClockRequest)
                    ?? throw new JsonException("A clock request is a JSON object.");
                Advance(clock.Seconds);
                return StatusCodes.Status204NoContent;
            case ("GET", "health"):
                await WriteAsync(http, new AdminHealth("ok", state.Replayer?.Library.Count ?? 0, state.Proxy is not null), AdminJsonContext.Default.AdminHealth);
                return StatusCodes.Status200OK;
            default:
                return StatusCodes.Status404NotFound;
        }
    }
}
