using System.Text.RegularExpressions;

namespace Outcrop.Emulator.Guardrails;

/// <summary>A rule of a guardrail.</summary>
/// <param name="Reach">What it does where.</param>
internal abstract record GuardrailRule(GuardrailReach Reach);

/// <summary>A denied topic.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Definition">What it is about.</param>
/// <param name="Examples">Things one would say about it.</param>
/// <param name="Reach">What it does where.</param>
internal sealed record TopicRule(string Name, string Definition, IReadOnlyList<string> Examples, GuardrailReach Reach) : GuardrailRule(Reach);

/// <summary>A filter for harmful content.</summary>
/// <param name="Type">Its category.</param>
/// <param name="InputStrength">How strict it is on what the user says.</param>
/// <param name="OutputStrength">How strict it is on what the model says.</param>
/// <param name="Reach">What it does where.</param>
internal sealed record ContentRule(string Type, string InputStrength, string OutputStrength, GuardrailReach Reach) : GuardrailRule(Reach)
{
    public string StrengthOn(GuardrailSide side) => side == GuardrailSide.Input ? InputStrength : OutputStrength;
}

/// <summary>A word or phrase, or with <see langword="null"/> AWS's own list of profanity.</summary>
/// <param name="Text">The word.</param>
/// <param name="Reach">What it does where.</param>
internal sealed record WordRule(string? Text, GuardrailReach Reach) : GuardrailRule(Reach);

/// <summary>A kind of personal data.</summary>
/// <param name="Type">The kind, in AWS's words.</param>
/// <param name="Reach">What it does where.</param>
internal sealed record PiiRule(string Type, GuardrailReach Reach) : GuardrailRule(Reach);

/// <summary>A pattern of the guardrail's owner.</summary>
/// <param name="Name">Its name; what is masked becomes it.</param>
/// <param name="Pattern">The pattern.</param>
/// <param name="Reach">What it does where.</param>
internal sealed record RegexRule(string Name, Regex Pattern, GuardrailReach Reach) : GuardrailRule(Reach);

/// <summary>A check of an answer against its sources or its question.</summary>
/// <param name="Type"><c>GROUNDING</c> or <c>RELEVANCE</c>.</param>
/// <param name="Threshold">The lowest score that passes.</param>
/// <param name="Reach">What it does where.</param>
internal sealed record GroundingRule(string Type, double Threshold, GuardrailReach Reach) : GuardrailRule(Reach);
