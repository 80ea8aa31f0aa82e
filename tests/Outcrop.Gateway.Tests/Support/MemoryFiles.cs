using System.Collections.Concurrent;
using System.Text;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Configuration.Files;
using Outcrop.Gateway.Configuration.Reload;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>Files in memory that tell of their changes at once, or not at all.</summary>
internal sealed class MemoryFiles : IConfigurationFiles, IFileEvents
{
    private readonly ConcurrentDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private Action? _changed;

    public bool Tells { get; set; } = true;

    public IReadOnlyCollection<string> Watched { get; private set; } = [];

    public HashSet<string> OpenToOthers { get; } = [];

    public void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    public void Write(string path, byte[] bytes)
    {
        _files[path] = bytes;
        Tell();
    }

    public void Delete(string path)
    {
        _files.TryRemove(path, out _);
        Tell();
    }

    public bool Exists(string path) => _files.ContainsKey(path);

    public byte[] Read(string path) => _files.TryGetValue(path, out byte[]? bytes) ? bytes : throw new FileNotFoundException("there is no such file");

    public bool IsOpenToOthers(string path) => OpenToOthers.Contains(path);

    public IDisposable Watch(IReadOnlyCollection<string> files, Action changed, Action<Exception> failed)
    {
        Watched = files;
        _changed = changed;
        return new Ended(() => _changed = null);
    }

    public OutcropConfiguration Load(string json, IReadOnlyDictionary<string, string>? environment = null) => ReadJson(json, environment).Require();

    public ConfigurationReading ReadJson(string json, IReadOnlyDictionary<string, string>? environment = null)
    {
        Write("/c/outcrop.json", json);
        return new ConfigurationSource("/c/outcrop.json", environment ?? new Dictionary<string, string>(), "/c", this).Read();
    }

    private void Tell()
    {
        if (Tells)
        {
            _changed?.Invoke();
        }
    }

    private sealed class Ended(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
