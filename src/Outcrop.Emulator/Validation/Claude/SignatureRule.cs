using Outcrop.Emulator.Answers;
using Outcrop.Emulator.Catalog;

namespace Outcrop.Emulator.Validation.Claude;

/// <summary>A thought comes back as it was given: with its signature, unchanged; an encrypted one whole.</summary>
internal static class SignatureRule
{
    public static string? Check(ClaudeRequest request, ModelLine line)
    {
        foreach (ClaudeBlock block in request.Turns.Where(turn => turn.Role == "assistant").SelectMany(turn => turn.Blocks))
        {
            if (FaultOf(block) is { } fault)
            {
                return block.Place + fault;
            }
        }

        return null;
    }

    private static string? FaultOf(ClaudeBlock block) => block.Kind switch
    {
        "thinking" when block.Signature is null => ".thinking.signature: Field required",
        "thinking" when !ReasoningSignature.Fits(block.Text ?? "", block.Signature) => ": Invalid `signature` in `thinking` block",
        "redacted_thinking" when !ReasoningSignature.IsWhole(block.Text ?? "") => ": Invalid `data` in `redacted_thinking` block",
        _ => null,
    };
}
