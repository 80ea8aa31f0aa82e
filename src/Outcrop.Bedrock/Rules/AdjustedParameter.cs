namespace Outcrop.Bedrock.Rules;

/// <summary>A part of a request that went out otherwise than the caller wrote it, or that was added; nothing of its meaning is lost.</summary>
/// <param name="Name">The member's path in the Converse request, such as <c>inferenceConfig.maxTokens</c> or <c>messages[0].content[1].image.format</c>.</param>
/// <param name="Change">What was done, in a few words.</param>
public readonly record struct AdjustedParameter(string Name, string Change);
