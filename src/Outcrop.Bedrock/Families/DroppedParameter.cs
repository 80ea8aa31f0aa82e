namespace Outcrop.Bedrock.Families;

/// <summary>A part of a request that the target cannot take and that was left out; callers are always told.</summary>
/// <param name="Name">The member's path in the Converse request, such as <c>inferenceConfig.topP</c> or <c>messages[0].content[1].image</c>.</param>
/// <param name="Reason">Why, in a few words.</param>
public readonly record struct DroppedParameter(string Name, string Reason);
