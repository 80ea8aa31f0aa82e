using System.Security.Cryptography;
using System.Text;

namespace Outcrop.Emulator.Answers;

/// <summary>The signature that comes with reasoning: verifiable by the emulator, opaque to everyone else, as the models' own is.</summary>
internal static class ReasoningSignature
{
    private static readonly byte[] Key = "outcrop emulator reasoning"u8.ToArray();

    public static string Of(string reasoning) => Convert.ToBase64String(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(reasoning)));
}
