using System.Text.Json;

namespace Outcrop.Emulator.Streaming;

/// <summary>The member <c>p</c> of event payloads, with which AWS blurs the length of tokens: a prefix, 2 to 61 long, of an alphabet.</summary>
internal static class Padding
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    public static void Write(Utf8JsonWriter json, Random random) => json.WriteString("p"u8, Alphabet.AsSpan(0, random.Next(2, 62)));
}
