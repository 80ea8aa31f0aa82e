using Outcrop.Gateway.Logging;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses.Storage;

/// <summary>What one key has stored, and nobody else can see. Thread-safe.</summary>
/// <param name="store">All of it.</param>
/// <param name="key">The key's id.</param>
internal sealed class ResponseShelf(ResponseStore store, string key)
{
    /// <summary>Whether anything is kept at all.</summary>
    public bool IsOpen => store.IsOpen;

    /// <summary>A refusal that says what is not there.</summary>
    /// <param name="message">What.</param>
    /// <param name="parameter">The member that names it.</param>
    public static GatewayException NotFound(string message, string? parameter = null) =>
        new(new GatewayError(GatewayErrorKind.NotFound, Blame.Client, ExchangePhase.Request, SafeText.Clean(message), Parameter: parameter));

    /// <summary>Keeps a response.</summary>
    /// <param name="response">The response.</param>
    /// <returns>Whether it is kept: one that alone is larger than all that may be kept is not.</returns>
    public bool Add(StoredResponse response) => store.Add(key, response);

    /// <summary>Finds a response.</summary>
    /// <param name="id">Its id.</param>
    /// <exception cref="GatewayException">This key has none of that id.</exception>
    public StoredResponse Get(string id) => store.Find(key, id) ?? throw NotFound($"Response with id '{id}' not found.");

    /// <summary>Finds an item, of what went in or what came out.</summary>
    /// <param name="id">Its id.</param>
    public StoredItem? FindItem(string id) => store.FindItem(key, id);

    /// <summary>Forgets a response.</summary>
    /// <param name="id">Its id.</param>
    /// <exception cref="GatewayException">This key has none of that id.</exception>
    public void Remove(string id)
    {
        if (!store.Remove(key, id))
        {
            throw NotFound($"Response with id '{id}' not found.");
        }
    }

    /// <summary>A response and all it continues, the oldest first.</summary>
    /// <param name="id">Its id.</param>
    /// <exception cref="GatewayException">One of them is not kept.</exception>
    public IReadOnlyList<StoredResponse> Chain(string id)
    {
        var chain = new List<StoredResponse>();
        for (string? next = id; next is not null; next = chain[^1].PreviousId)
        {
            chain.Add(store.Find(key, next) ?? throw NotFound($"Previous response with id '{next}' not found: it was not stored, or not by this key, or deleted, or not kept so long.", "previous_response_id"));
        }

        chain.Reverse();
        return chain;
    }
}
