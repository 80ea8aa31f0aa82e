namespace Outcrop.Gateway.Configuration.Reload;

/// <summary>Watches the folders that files lie in: editors and orchestrators replace files instead of writing them. Thread-safe.</summary>
internal sealed class DirectoryEvents : IFileEvents
{
    /// <summary>What Kubernetes' mounts of ConfigMaps and Secrets call the link they swap.</summary>
    private const string SwappedLink = "..data";

    /// <inheritdoc/>
    public IDisposable Watch(IReadOnlyCollection<string> files, Action changed, Action<Exception> failed)
    {
        var watches = new Watches();
        try
        {
            foreach (IGrouping<string?, string> folder in files.GroupBy(Path.GetDirectoryName))
            {
                if (folder.Key is { Length: > 0 } path && Directory.Exists(path))
                {
                    watches.Add(path, [.. folder.Select(file => Path.GetFileName(file)), SwappedLink], changed, failed);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Linux has a limit of watches, and some file systems have none; the interval goes on without.
            failed(exception);
        }

        return watches;
    }

    private sealed class Watches : IDisposable
    {
        private readonly List<FileSystemWatcher> _watchers = [];

        public void Add(string folder, HashSet<string> names, Action changed, Action<Exception> failed)
        {
            var watcher = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.CreationTime | NotifyFilters.DirectoryName };
            _watchers.Add(watcher);
            void OnChange(object sender, FileSystemEventArgs change)
            {
                if ((change.Name is not null && names.Contains(change.Name)) || (change is RenamedEventArgs { OldName: { } oldName } && names.Contains(oldName)))
                {
                    changed();
                }
            }

            watcher.Changed += OnChange;
            watcher.Created += OnChange;
            watcher.Deleted += OnChange;
            watcher.Renamed += OnChange;
            watcher.Error += (_, error) => failed(error.GetException());
            watcher.EnableRaisingEvents = true;
        }

        public void Dispose()
        {
            foreach (FileSystemWatcher watcher in _watchers)
            {
                watcher.Dispose();
            }
        }
    }
}
