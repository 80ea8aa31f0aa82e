namespace Outcrop.Emulator.Hosting;

/// <summary>Headers that prove who somebody is.</summary>
internal static class SecretHeaders
{
    public const string Redacted = "[redacted]";

    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Proxy-Authorization", "X-Amz-Security-Token", "X-Api-Key", "Api-Key", "Cookie", "Set-Cookie",
    };

    public static bool Contains(string name) => Names.Contains(name);

    /// <summary>A header's value as it may be shown: who signs, for where and which headers, but neither the signature nor a key.</summary>
    public static string Show(string name, string value)
    {
        if (!Contains(name))
        {
            // A referrer, or whatever a proxy calls the target it has seen, may be presigned.
            return SecretQuery.Show(value);
        }

        int signature = value.IndexOf("Signature=", StringComparison.Ordinal);
        return value.StartsWith("AWS4-HMAC-SHA256 ", StringComparison.Ordinal) && signature > 0 ? $"{value[..signature]}Signature={Redacted}"
            : value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? $"Bearer {Redacted}"
            : Redacted;
    }
}
