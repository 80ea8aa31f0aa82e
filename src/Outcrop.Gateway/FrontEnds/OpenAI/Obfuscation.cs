namespace Outcrop.Gateway.FrontEnds.OpenAI;

/// <summary>Pads events to a multiple of <see cref="Step"/> bytes, so that who sees only lengths cannot tell words. Bedrock's own frames are padded for the same reason.</summary>
internal static class Obfuscation
{
    private const int Step = 64;

    /// <summary>What to put in.</summary>
    /// <param name="length">How long the event is without it.</param>
    public static ReadOnlySpan<byte> For(int length)
    {
        ReadOnlySpan<byte> alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"u8;
        return alphabet[..((Step - (length % Step)) % Step)];
    }
}
