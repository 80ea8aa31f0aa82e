using Outcrop.Bedrock.Guardrails;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Moderations;

/// <summary>What is judged together and has one result.</summary>
/// <param name="Content">The texts and images.</param>
internal sealed record ModerationInput(IReadOnlyList<GuardrailContent> Content)
{
    /// <summary>Whether there is a text.</summary>
    public bool HasText => Content.Any(static block => block is GuardrailText);

    /// <summary>Whether there is an image.</summary>
    public bool HasImage => Content.Any(static block => block is GuardrailImage);
}
