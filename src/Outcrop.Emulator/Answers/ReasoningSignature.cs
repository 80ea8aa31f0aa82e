using System.Security.Cryptography;
using System.Text;

namespace Outcrop.Emulator.Answers;

/// <summary>
/// The signature that comes with reasoning and the encrypted blocks that come instead of it: verifiable by the emulator, opaque to everyone else, as the
/// models' own are.
/// </summary>
internal static class ReasoningSignature
{
    /// <summary>What the emulator's own begin with; a model's begin with the first field of a protocol buffer, 0x12 or 0x0A.</summary>
    private static readonly byte[] Mark = "\u0001outcrop"u8.ToArray();

    private static readonly byte[] Key = "outcrop emulator reasoning"u8.ToArray();

    /// <summary>Shorter than this no model's signature is.</summary>
    private const int ShortestForeign = 48;

    public static string Of(string reasoning) => Convert.ToBase64String([.. Mark, .. Mac(reasoning)]);

    /// <summary>An encrypted block that stands for a reasoning nobody sees.</summary>
    public static string Redacted(string reasoning) => Convert.ToBase64String([.. Mark, .. Mac("redacted " + reasoning), .. Mac("redacted again " + Convert.ToHexString(Mac("redacted " + reasoning)))]);

    /// <summary>Whether a signature fits a reasoning. One that a real model gave, for example in a recording, cannot be checked and is taken as it is.</summary>
    public static bool Fits(string reasoning, string signature) =>
        Decode(signature) is { } bytes && (IsOwn(bytes) ? CryptographicOperations.FixedTimeEquals(bytes.AsSpan(Mark.Length), Mac(reasoning)) : IsForeign(bytes));

    /// <summary>Whether an encrypted block came back as it was given.</summary>
    public static bool IsWhole(string redacted)
    {
        if (Decode(redacted) is not { } bytes || !IsOwn(bytes))
        {
            // What a script made up is any text, and what a model made cannot be read.
            return redacted.Length > 0;
        }

        ReadOnlySpan<byte> parts = bytes.AsSpan(Mark.Length);
        return parts.Length == 64 && CryptographicOperations.FixedTimeEquals(parts[32..], Mac("redacted again " + Convert.ToHexString(parts[..32])));
    }

    private static byte[] Mac(string text) => HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(text));

    private static bool IsOwn(byte[] bytes) => bytes.AsSpan().StartsWith(Mark);

    private static bool IsForeign(byte[] bytes) => bytes.Length >= ShortestForeign && bytes[0] is 0x12 or 0x0A;

    private static byte[]? Decode(string base64)
    {
        byte[] bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out int length) ? bytes[..length] : null;
    }
}
