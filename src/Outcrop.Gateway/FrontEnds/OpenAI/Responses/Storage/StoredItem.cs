namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses.Storage;

/// <summary>One item of a stored response. Immutable.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Json">The item, its id in it.</param>
internal sealed record StoredItem(string Id, ReadOnlyMemory<byte> Json);
