namespace Outcrop.Bedrock.Surfaces;

/// <summary>
/// The encrypted reasoning of a Responses item as the signature of a neutral thought. The item's id must go back with it, so both stand in the signature, parted by a bar, which
/// neither can hold. A signature without one is another model's, and sending it would be refused.
/// </summary>
internal static class ReasoningItem
{
    private const char Bar = '|';

    /// <summary>Makes a signature.</summary>
    /// <param name="id">The item's id.</param>
    /// <param name="encrypted">The item's <c>encrypted_content</c>.</param>
    public static string ToSignature(string id, string encrypted) => $"{id}{Bar}{encrypted}";

    /// <summary>Takes a signature apart.</summary>
    /// <param name="signature">The signature.</param>
    /// <param name="id">The item's id.</param>
    /// <param name="encrypted">The item's <c>encrypted_content</c>.</param>
    /// <returns>Whether it is one of these.</returns>
    public static bool TryRead(string? signature, out string id, out string encrypted)
    {
        int bar = signature?.IndexOf(Bar, StringComparison.Ordinal) ?? -1;
        (id, encrypted) = bar > 0 ? (signature![..bar], signature[(bar + 1)..]) : ("", "");
        return encrypted.Length > 0;
    }
}
