namespace Outcrop.Emulator.Hosting;

/// <summary>The ids that AWS makes up, in its own shapes, from a request's seeded chance.</summary>
internal static class Identifiers
{
    private const string Base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const string Base64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private const string KeyAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string Uuid(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);

        // RFC 9562, version 4.
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }

    public static string AnthropicMessage(Random random) => "msg_bdrk_01" + Pick(random, Base58, 22);

    public static string AnthropicTool(Random random) => "toolu_bdrk_01" + Pick(random, Base58, 22);

    public static string ConverseTool(Random random) => "tooluse_" + Pick(random, Base64Url, 22);

    public static string AccessKey(Random random) => "ASIA" + Pick(random, KeyAlphabet, 16);

    public static string RoleId(Random random) => "AROA" + Pick(random, KeyAlphabet, 17);

    public static string Secret(Random random) => Pick(random, Base64Url, 40);

    public static string SessionToken(Random random) => "IQoJb3JpZ2luX2Vj" + Pick(random, Base58, 256);

    private static string Pick(Random random, string alphabet, int length) => new(random.GetItems<char>(alphabet, length));
}
