using System.Runtime.InteropServices;

namespace Outcrop.Bedrock.Converse;

/// <summary>The items of a list as a span: walking a list through its interface allocates an enumerator, once for every message.</summary>
internal static class ItemSpan
{
    /// <summary>The items; those of a list of another kind than the usual are copied.</summary>
    /// <param name="items">The list, which must not change while the span is in use.</param>
    public static ReadOnlySpan<T> Of<T>(IEnumerable<T> items)
        where T : class => items switch
        {
            List<T> list => CollectionsMarshal.AsSpan(list),
            T[] array => array,
            _ => items.ToArray(),
        };
}
