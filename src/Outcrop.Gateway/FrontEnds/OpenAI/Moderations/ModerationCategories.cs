using Outcrop.Bedrock.Guardrails;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Moderations;

/// <summary>
/// OpenAI's categories of content, and what a guardrail's content filters say of them. The filters know five kinds and three grades; a category that no filter stands for is never
/// found, and what is found otherwise (topics, words, personal data, attacks on the prompt) stands in the member <c>bedrock</c> alone.
/// </summary>
internal static class ModerationCategories
{
    /// <summary>The categories, all of which every answer has.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent", "self-harm", "self-harm/intent", "self-harm/instructions",
        "sexual", "sexual/minors", "violence", "violence/graphic",
    ];

    /// <summary>The score of a category: the middle of the grade's third.</summary>
    /// <param name="category">The category.</param>
    /// <param name="findings">What the guardrail found.</param>
    public static double ScoreOf(string category, IReadOnlyList<GuardrailFinding> findings)
    {
        double most = 0;
        foreach (GuardrailFinding finding in findings)
        {
            if (finding.Policy == "contentPolicy" && CategoryOf(finding.Type) == category)
            {
                most = Math.Max(most, GradeOf(finding));
            }
        }

        return most;
    }

    /// <summary>Whether a category was found: a filter acted on it.</summary>
    /// <param name="category">The category.</param>
    /// <param name="findings">What the guardrail found.</param>
    public static bool IsFound(string category, IReadOnlyList<GuardrailFinding> findings)
    {
        foreach (GuardrailFinding finding in findings)
        {
            if (finding is { Policy: "contentPolicy", Action: not "NONE", Detected: not false } && CategoryOf(finding.Type) == category)
            {
                return true;
            }
        }

        return false;
    }

    private static string? CategoryOf(string? filter) => filter switch
    {
        "HATE" => "hate",
        "INSULTS" => "harassment",
        "SEXUAL" => "sexual",
        "VIOLENCE" => "violence",
        "MISCONDUCT" => "illicit",
        _ => null,
    };

    private static double GradeOf(GuardrailFinding finding) => finding.Confidence switch
    {
        "LOW" => 1.0 / 6,
        "MEDIUM" => 0.5,
        "HIGH" => 5.0 / 6,
        _ => 0,
    };
}
