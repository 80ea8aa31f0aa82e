using Outcrop.Gateway.Configuration;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses.Storage;

/// <summary>
/// Keeps responses in memory, for as long as they are used and at most so much of them. What is used least goes first, from the key that takes most, so that no key drives out another's. Using a
/// response uses all that it continues, last the oldest, so that a conversation goes from its end. Thread-safe.
/// </summary>
internal sealed class ResponseStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, KeyResponses> _keys = new(StringComparer.Ordinal);
    private readonly ResponseStoreSettings _settings;
    private readonly TimeProvider _timeProvider;
    private long _size;
    private int _count;

    /// <summary>Creates an empty store.</summary>
    /// <param name="settings">How much is kept.</param>
    /// <param name="timeProvider">The clock.</param>
    public ResponseStore(ResponseStoreSettings settings, TimeProvider timeProvider)
    {
        _settings = settings;
        _timeProvider = timeProvider;
    }

    /// <summary>Whether anything is kept at all.</summary>
    public bool IsOpen => _settings.Enabled;

    /// <summary>About how many bytes are kept.</summary>
    public long Size
    {
        get
        {
            lock (_lock)
            {
                return _size;
            }
        }
    }

    /// <inheritdoc cref="ResponseShelf.Add"/>
    /// <param name="key">Whose it is.</param>
    /// <param name="response">The response.</param>
    public bool Add(string key, StoredResponse response)
    {
        if (!_settings.Enabled || response.Size > _settings.MaxBytes)
        {
            return false;
        }

        lock (_lock)
        {
            Expire_NeedsLock();
            if (!_keys.TryGetValue(key, out KeyResponses? owned))
            {
                _keys.Add(key, owned = new KeyResponses());
            }

            owned.Add(response, _timeProvider.GetTimestamp());
            _size += response.Size;
            _count++;
            while (_size > _settings.MaxBytes || _count > _settings.MaxResponses)
            {
                KeyResponses largest = Largest_NeedsLock();
                Forget_NeedsLock(largest, largest.Oldest!);
            }

            return true;
        }
    }

    /// <summary>Finds a response; it counts as used.</summary>
    /// <param name="key">Who asks.</param>
    /// <param name="id">Its id.</param>
    public StoredResponse? Find(string key, string id)
    {
        lock (_lock)
        {
            Expire_NeedsLock();
            return _keys.GetValueOrDefault(key)?.Use(id, _timeProvider.GetTimestamp());
        }
    }

    /// <summary>Finds an item.</summary>
    /// <param name="key">Who asks.</param>
    /// <param name="id">Its id.</param>
    public StoredItem? FindItem(string key, string id)
    {
        lock (_lock)
        {
            Expire_NeedsLock();
            return _keys.GetValueOrDefault(key)?.FindItem(id);
        }
    }

    /// <summary>Forgets a response.</summary>
    /// <param name="key">Who asks.</param>
    /// <param name="id">Its id.</param>
    /// <returns>Whether it was there.</returns>
    public bool Remove(string key, string id)
    {
        lock (_lock)
        {
            Expire_NeedsLock();
            if (_keys.GetValueOrDefault(key) is not { } owned || owned.Use(id, _timeProvider.GetTimestamp()) is not { } response)
            {
                return false;
            }

            Forget_NeedsLock(owned, response);
            return true;
        }
    }

    private void Forget_NeedsLock(KeyResponses owned, StoredResponse response)
    {
        owned.Remove(response);
        _size -= response.Size;
        _count--;
    }

    private KeyResponses Largest_NeedsLock()
    {
        KeyResponses? largest = null;
        foreach (KeyResponses owned in _keys.Values)
        {
            largest = owned.Oldest is not null && (largest is null || owned.Size > largest.Size) ? owned : largest;
        }

        return largest ?? throw new InvalidOperationException("Nothing is kept.");
    }

    private void Expire_NeedsLock()
    {
        foreach (KeyResponses owned in _keys.Values)
        {
            while (owned.Oldest is { } oldest && _timeProvider.GetElapsedTime(owned.OldestUse) >= _settings.Lifetime)
            {
                Forget_NeedsLock(owned, oldest);
            }
        }
    }
}
