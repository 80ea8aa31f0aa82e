namespace Outcrop.Bedrock.Families.TextPrompts;

/// <summary>One turn of a conversation in text.</summary>
/// <param name="IsAssistant">Whether the model spoke; else the user.</param>
/// <param name="Text">What was said.</param>
internal readonly record struct TextTurn(bool IsAssistant, string Text);
