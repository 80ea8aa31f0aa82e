namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses.Storage;

/// <summary>The responses of one key, in the order of their last use. Not thread-safe: the store's lock guards it.</summary>
internal sealed class KeyResponses
{
    private readonly LinkedList<(StoredResponse Response, long Used)> _order = new();
    private readonly Dictionary<string, LinkedListNode<(StoredResponse Response, long Used)>> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StoredItem> _items = new(StringComparer.Ordinal);

    /// <summary>About how many bytes they take.</summary>
    public long Size { get; private set; }

    /// <summary>The one that was not used for the longest time.</summary>
    public StoredResponse? Oldest => _order.First?.Value.Response;

    /// <summary>When that was used.</summary>
    public long OldestUse => _order.First?.Value.Used ?? 0;

    /// <summary>Adds one.</summary>
    /// <param name="response">The response.</param>
    /// <param name="now">The clock's timestamp.</param>
    public void Add(StoredResponse response, long now)
    {
        _byId.Add(response.Id, _order.AddLast((response, now)));
        Size += response.Size;
        foreach (StoredItem item in (IEnumerable<StoredItem>)[.. response.Input, .. response.Output])
        {
            _items[item.Id] = item;
        }
    }

    /// <summary>Finds one and moves it to the end of the order.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="now">The clock's timestamp.</param>
    public StoredResponse? Use(string id, long now)
    {
        if (!_byId.TryGetValue(id, out LinkedListNode<(StoredResponse Response, long Used)>? node))
        {
            return null;
        }

        _order.Remove(node);
        node.Value = (node.Value.Response, now);
        _order.AddLast(node);
        return node.Value.Response;
    }

    /// <summary>Finds an item.</summary>
    /// <param name="id">Its id.</param>
    public StoredItem? FindItem(string id) => _items.GetValueOrDefault(id);

    /// <summary>Forgets one.</summary>
    /// <param name="response">The response.</param>
    public void Remove(StoredResponse response)
    {
        _byId.Remove(response.Id, out LinkedListNode<(StoredResponse Response, long Used)>? node);
        _order.Remove(node!);
        Size -= response.Size;
        foreach (StoredItem item in (IEnumerable<StoredItem>)[.. response.Input, .. response.Output])
        {
            // Callers who send their history again name old items in new responses: only the last holder's goes.
            if (_items.TryGetValue(item.Id, out StoredItem? held) && ReferenceEquals(held, item))
            {
                _items.Remove(item.Id);
            }
        }
    }
}
