namespace Outcrop.Bedrock.Families.Streaming;

/// <summary>The tags between which a family writes its reasoning into the text of its answer.</summary>
/// <param name="Open">Begins reasoning, at the beginning of the answer only.</param>
/// <param name="Close">Ends it.</param>
/// <param name="StartsInside">Whether the prompt has opened the first tag already, so that the answer begins with reasoning.</param>
internal sealed record ReasoningTags(string Open, string Close, bool StartsInside = false)
{
    /// <summary>What Bedrock puts around the reasoning of the models it serves through OpenAI's API.</summary>
    public static ReasoningTags Bedrock { get; } = new("<reasoning>", "</reasoning>");
}
