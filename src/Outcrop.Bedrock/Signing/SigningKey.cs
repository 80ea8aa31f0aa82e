using System.Security.Cryptography;

namespace Outcrop.Bedrock.Signing;

/// <summary>A derived key and what it was derived from. Immutable; a new day or a new secret makes a new one.</summary>
internal sealed class SigningKey
{
    private readonly string _secret;
    private readonly int _day;
    private readonly byte[] _key = new byte[SHA256.HashSizeInBytes];

    public SigningKey(string secret, DateTime utc, string region, string service)
    {
        _secret = secret;
        _day = DayOf(utc);

        var seed = new ByteWriter(stackalloc byte[128]);
        seed.Write("AWS4"u8);
        seed.Write(secret);
        Span<char> date = stackalloc char[8];
        utc.TryFormat(date, out _, "yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);
        Step(seed.Written, date);
        seed.Dispose();
        Step(_key, region);
        Step(_key, service);
        Step(_key, "aws4_request");
    }

    /// <summary>The key.</summary>
    public ReadOnlySpan<byte> Bytes => _key;

    /// <summary>Whether this key is the one for a secret on a day.</summary>
    public bool Fits(string secret, DateTime utc) => _day == DayOf(utc) && string.Equals(_secret, secret, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => "signing key";

    private static int DayOf(DateTime utc) => (int)(utc.Ticks / TimeSpan.TicksPerDay);

    private void Step(ReadOnlySpan<byte> key, ReadOnlySpan<char> text)
    {
        var data = new ByteWriter(stackalloc byte[128]);
        data.Write(text);
        Span<byte> next = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, data.Written, next);
        next.CopyTo(_key);
        data.Dispose();
    }
}
