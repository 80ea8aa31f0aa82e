using Microsoft.AspNetCore.Http;
using Outcrop.Emulator.Hosting;
using Outcrop.Emulator.Streaming;
using Outcrop.Emulator.Surfaces;

namespace Outcrop.Emulator.Recordings;

/// <summary>Answers with recordings: status, headers and bytes as recorded. The date is the emulator's, or clients would set their clocks by it.</summary>
internal sealed class Replayer(RecordingLibrary library, EmulatorOptions options)
{
    /// <summary>Of the connection, not of the answer; or set by the emulator.</summary>
    private static readonly HashSet<string> NotReplayed = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Content-Length", "Trailer", "Upgrade", "Date",
    };

    public RecordingLibrary Library => library;

    /// <summary>Answers a request if a recording fits it.</summary>
    /// <returns>Whether it is answered.</returns>
    /// <exception cref="AwsErrorException">Nothing fits, and nothing else may answer.</exception>
    public async Task<bool> TryAnswerAsync(EmulatorCall call)
    {
        Recording? recording = library.Find(call.Http.Request.Method, Target(call), call.Body);
        if (recording is null)
        {
            if (options.ReplayMode == ReplayMode.Mixed)
            {
                return false;
            }

            (Recording Recording, string? Difference)? nearest = library.FindNearest(call.Route.Operation, call.Route.Resource, call.Body);
            recording = options.ReplayMode == ReplayMode.Nearest ? nearest?.Recording : null;
            if (recording is null)
            {
                throw new AwsErrorException(AwsError.NotFound(Explain(call, nearest)));
            }
        }

        await SendAsync(call, recording);
        return true;
    }

    /// <summary>Answers with a recording.</summary>
    public async Task SendAsync(EmulatorCall call, Recording recording)
    {
        call.Entry.Recording = recording.Name;
        call.Entry.ErrorType = recording.ErrorType;
        call.Http.Response.StatusCode = recording.Status;
        call.PrepareHeaders(recording.ContentType ?? "application/json");
        SetHeaders(call, recording);
        await PauseAsync(call, recording, 0);
        if (!recording.IsStream)
        {
            await call.WriteBodyAsync(recording.Content);
            return;
        }

        using EventSequence stream = recording.IsServerSentEvents ? new SseStream(call) { Raw = true } : new FrameStream(call);
        await stream.StartAsync();
        if (FrameFault.IsAskedFor(call.Script))
        {
            if (!await stream.SendRawAsync(recording.Content))
            {
                return;
            }
        }
        else if (!await SendPiecesAsync(call, recording, stream))
        {
            return;
        }

        await stream.CompleteAsync();
    }

    private static string Target(EmulatorCall call)
    {
        string target = call.Entry.RawTarget;
        ReadOnlySpan<char> path = OperationRoute.PathOf(target);
        int query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? path.ToString() : string.Concat(path, target.AsSpan(query));
    }

    private static string Explain(EmulatorCall call, (Recording Recording, string? Difference)? nearest)
    {
        string what = $"No recording answers {call.Http.Request.Method} {OperationRoute.PathOf(call.Entry.RawTarget)} with this body.";
        return nearest is not { } near ? $"{what} There is none of this operation and model."
            : near.Difference is null ? $"{what} The nearest is {near.Recording.Name}."
            : $"{what} The nearest is {near.Recording.Name}, which differs first at {near.Difference}.";
    }

    private static void SetHeaders(EmulatorCall call, Recording recording)
    {
        IHeaderDictionary headers = call.Http.Response.Headers;
        foreach (IGrouping<string, KeyValuePair<string, string>> header in recording.Headers.GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (!NotReplayed.Contains(header.Key) && call.Script?.Headers.ContainsKey(header.Key) != true)
            {
                headers[header.Key] = header.Select(pair => pair.Value).ToArray();
            }
        }
    }

    private async Task<bool> SendPiecesAsync(EmulatorCall call, Recording recording, EventSequence stream)
    {
        ReadOnlyMemory<byte> rest = recording.Content;
        IReadOnlyList<int> sizes = recording.ChunkSizes.Sum(size => (long)size) == rest.Length ? recording.ChunkSizes : [rest.Length];
        for (int i = 0; i < sizes.Count; i++)
        {
            if (i > 0)
            {
                await PauseAsync(call, recording, i);
            }

            if (!await stream.SendRawAsync(rest[..sizes[i]]))
            {
                return false;
            }

            rest = rest[sizes[i]..];
        }

        return true;
    }

    private Task PauseAsync(EmulatorCall call, Recording recording, int piece)
    {
        if (!options.ReplayTiming)
        {
            return piece == 0 ? call.Pacing.FirstTokenAsync() : Task.CompletedTask;
        }

        return piece < recording.ChunkDelays.Count ? call.Pacing.PauseAsync(TimeSpan.FromMilliseconds(recording.ChunkDelays[piece])) : call.Pacing.TokenAsync();
    }
}
