using System.Security.Cryptography;
using System.Text;

namespace Outcrop.Emulator.Answers;

/// <summary>
/// The signature that comes with reasoning and the encrypted blocks that come instead of it: verifiable by the emulator, opaque to everyone else, as the
/// models' own are.
/// </summary>
internal static class ReasoningSignature
{
    /// <summary>What the emulator's own begin with; a model's begin with the tag of a protocol buffer's second field.</summary>
    private static readonly byte[] Mark = "\u0001outcrop"u8.ToArray();

    private static readonly byte[] Key = "outcrop emulator reasoning"u8.ToArray();

    /// <summary>A model's signature holds at least as much inside its two layers.</summary>
    private const int ShortestForeign = 32;

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

    /// <summary>A signature that Anthropic gave, in a conversation that began on AWS. Only Anthropic can verify it; here its outer form is: a message in a message, in protobuf's encoding.</summary>
    private static bool IsForeign(ReadOnlySpan<byte> bytes) => TryEnter(ref bytes, 0x12) && TryEnter(ref bytes, 0x0A) && bytes.Length >= ShortestForeign;

    /// <summary>Steps behind a tag and the length of what it holds, which must not be longer than what is left.</summary>
    private static bool TryEnter(ref ReadOnlySpan<byte> rest, byte tag)
    {
        if (rest.Length < 2 || rest[0] != tag)
        {
            return false;
        }

        int length = 0;
        int at = 1;
        for (int shift = 0; shift < 28 && at < rest.Length; shift += 7, at++)
        {
            length |= (rest[at] & 0x7F) << shift;
            if (rest[at] < 0x80)
            {
                rest = rest[(at + 1)..];
                return length <= rest.Length;
            }
        }

        return false;
    }

    private static byte[]? Decode(string base64)
    {
        byte[] bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out int length) ? bytes[..length] : null;
    }
}
