namespace Outcrop.Gateway.Tests.Support;

/// <summary>Small pieces that many tests send.</summary>
internal static class Sample
{
    public const string Chat = """{"messages":[{"role":"user","content":"Hello"}]}""";

    public const string Key = "sk-outcrop-0123456789abcdef0123456789abcdef";

    public const string OtherKey = "sk-outcrop-0123456789abcdef0123456789abcdee";

    public static string WithKeys(string extra = "") => $$"""
        {"keys":[{"id":"team-a","hash":"{{Outcrop.Gateway.Keys.ApiKeyHash.Compute(Key)}}"{{extra}}}]}
        """;
}
