using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;

namespace Outcrop.Emulator.Validation.Claude;

/// <summary>A thought comes back as it was given: with its signature, unchanged.</summary>
internal static class SignatureRule
{
    public static string? Check(ClaudeRequest request, ModelLine line)
    {
        foreach (ClaudeBlock thought in request.Turns.Where(turn => turn.Role == "assistant").SelectMany(turn => turn.Blocks).Where(block => block.Kind == "thinking"))
        {
            if (thought.Signature is null)
            {
                return $"{thought.Place}.thinking.signature: Field required";
            }

            if (thought.Signature != ReasoningSignature.Of(thought.Text ?? "") && !IsAnthropics(thought.Signature))
            {
                return $"{thought.Place}: Invalid `signature` in `thinking` block";
            }
        }

        return null;
    }

    /// <summary>A signature that Anthropic gave, in a conversation that began on AWS. Only Anthropic can verify it; here its outer form is: a message in a message, in protobuf's encoding.</summary>
    private static bool IsAnthropics(string signature)
    {
        Span<byte> bytes = new byte[signature.Length];
        if (!Convert.TryFromBase64String(signature, bytes, out int written))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = bytes[..written];
        return TryEnter(ref rest, 0x12) && TryEnter(ref rest, 0x0A) && rest.Length >= 32;
    }

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
}
