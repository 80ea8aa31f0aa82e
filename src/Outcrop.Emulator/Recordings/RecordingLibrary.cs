using System.Collections.Frozen;
using System.Text.Json;

namespace Outcrop.Emulator.Recordings;

/// <summary>A folder of recordings, read once. Thread-safe.</summary>
internal sealed class RecordingLibrary
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Recording, int> _served = [];
    private readonly FrozenDictionary<string, Recording> _byName;
    private readonly FrozenDictionary<(string Method, string Path), Recording[]> _byTarget;

    private RecordingLibrary(List<Recording> recordings)
    {
        _byName = recordings.ToFrozenDictionary(recording => recording.Name, StringComparer.Ordinal);
        _byTarget = recordings.GroupBy(recording => (recording.Method, recording.Path)).ToFrozenDictionary(group => group.Key, group => group.ToArray());
    }

    public int Count => _byName.Count;

    /// <summary>Reads all recordings of a folder and the folders in it.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="InvalidDataException">A recording is broken.</exception>
    public static RecordingLibrary Load(string folder)
    {
        var recordings = new List<Recording>();
        foreach (string file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(folder, file).Replace('\\', '/');
            if (RecordingFile.Read(file, name) is { } recording)
            {
                recordings.Add(recording);
            }
        }

        return new RecordingLibrary(recordings);
    }

    public Recording? Get(string name) => _byName.GetValueOrDefault(name);

    /// <summary>
    /// Finds the recording of a request: the same method, the same path however it is encoded, the same JSON. Of several, each is served in the order of their
    /// names, again and again. One whose request was not kept answers any body where nothing better is there.
    /// </summary>
    public Recording? Find(string method, string target, ReadOnlyMemory<byte> body)
    {
        if (!_byTarget.TryGetValue((method, RecordingFile.Decode(target)), out Recording[]? candidates))
        {
            return null;
        }

        using JsonDocument? sent = Parse(body);
        Recording[] equal = [.. candidates.Where(candidate => IsEqual(candidate, sent, body))];
        return NextOf(equal.Length > 0 ? equal : [.. candidates.Where(candidate => candidate.Body is null && candidate.RawBody is null)]);
    }

    /// <summary>Finds the recording of the same operation and model whose body is most like the one sent, and where it differs.</summary>
    public (Recording Recording, string? Difference)? FindNearest(string? operation, string? modelId, ReadOnlyMemory<byte> body)
    {
        using JsonDocument? sent = Parse(body);
        Recording? best = null;
        double likeness = -1;
        foreach (Recording candidate in _byName.Values.OrderBy(recording => recording.Name, StringComparer.Ordinal))
        {
            if (candidate.Operation != operation || candidate.ModelId != modelId)
            {
                continue;
            }

            double alike = sent is not null && candidate.Body is JsonElement recorded ? RecordedJson.Likeness(recorded, sent.RootElement) : 0;
            if (alike > likeness)
            {
                (best, likeness) = (candidate, alike);
            }
        }

        return best is null ? null
            : (best, sent is not null && best.Body is JsonElement body1 ? RecordedJson.Difference(body1, sent.RootElement) : null);
    }

    private static bool IsEqual(Recording recording, JsonDocument? sent, ReadOnlyMemory<byte> body)
    {
        if (recording.Body is JsonElement recorded)
        {
            return sent is not null && RecordedJson.Difference(recorded, sent.RootElement) is null;
        }

        return recording.RawBody is not null ? body.Span.SequenceEqual(recording.RawBody) : body.IsEmpty;
    }

    /// <summary>The one that was served least.</summary>
    private Recording? NextOf(Recording[] candidates)
    {
        lock (_lock)
        {
            Recording? next = candidates.MinBy(candidate => _served.GetValueOrDefault(candidate));
            if (next is not null)
            {
                _served[next] = _served.GetValueOrDefault(next) + 1;
            }

            return next;
        }
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return body.IsEmpty ? null : JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 256 });
        }
        catch (JsonException)
        {
            // No JSON can only equal the same bytes.
            return null;
        }
    }
}
