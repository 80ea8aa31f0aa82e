using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Admin;

/// <summary>
/// The emulator's own surface under <c>/_outcrop/</c>, for callers on the same machine: <c>scripts</c> and <c>quotas</c> in the words of scenario
/// files, <c>journal</c>, <c>clock</c> and <c>health</c>. docs/emulator.md has them all.
/// </summary>
internal sealed class AdminEndpoint(EmulatorState state)
{
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
        var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        return body.ToArray();
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
                AdminClockRequest clock = await JsonSerializer.DeserializeAsync(http.Request.Body, AdminJsonContext.Default.AdminClockRequest, http.RequestAborted)
                    ?? throw new JsonException("A clock request is a JSON object.");
                state.Clock.Advance(TimeSpan.FromSeconds(clock.Seconds));
                return StatusCodes.Status204NoContent;
            case ("GET", "health"):
                await WriteAsync(http, new AdminHealth("ok", state.Replayer?.Library.Count ?? 0, state.Proxy is not null), AdminJsonContext.Default.AdminHealth);
                return StatusCodes.Status200OK;
            default:
                return StatusCodes.Status404NotFound;
        }
    }
}
