using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Admin;

/// <summary>
/// The emulator's own surface under <c>/_outcrop/</c>, for callers on the same machine: <c>POST scripts</c>, <c>DELETE scripts</c>, <c>GET journal</c>,
/// <c>DELETE journal</c>, <c>POST clock</c> and <c>GET health</c>.
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
            http.Response.StatusCode = await AnswerAsync(http, path.TrimEnd('/'));
        }
        catch (JsonException mistake)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.WriteAsync(mistake.Message, http.RequestAborted);
        }
    }

    private static bool IsLocal(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host.Trim('[', ']'), out _);

    private async Task<int> AnswerAsync(HttpContext http, string path)
    {
        switch (http.Request.Method, path)
        {
            case ("POST", "scripts"):
                EmulatorScript script = await JsonSerializer.DeserializeAsync(http.Request.Body, AdminJsonContext.Default.EmulatorScript, http.RequestAborted)
                    ?? throw new JsonException("A script is a JSON object.");
                state.Scripts.Add(script);
                return StatusCodes.Status204NoContent;
            case ("DELETE", "scripts"):
                state.Scripts.Clear();
                return StatusCodes.Status204NoContent;
            case ("GET", "journal"):
                AdminJournalEntry[] entries = [.. state.Journal.Select(AdminJournalEntry.From)];
                http.Response.ContentType = "application/json";
                await JsonSerializer.SerializeAsync(http.Response.Body, entries, AdminJsonContext.Default.AdminJournalEntryArray, http.RequestAborted);
                return StatusCodes.Status200OK;
            case ("DELETE", "journal"):
                state.Journal.Clear();
                return StatusCodes.Status204NoContent;
            case ("POST", "clock"):
                AdminClockRequest clock = await JsonSerializer.DeserializeAsync(http.Request.Body, AdminJsonContext.Default.AdminClockRequest, http.RequestAborted)
                    ?? throw new JsonException("A clock request is a JSON object.");
                state.Clock.Advance(TimeSpan.FromSeconds(clock.Seconds));
                return StatusCodes.Status204NoContent;
            case ("GET", "health"):
                return StatusCodes.Status200OK;
            default:
                return StatusCodes.Status404NotFound;
        }
    }
}
