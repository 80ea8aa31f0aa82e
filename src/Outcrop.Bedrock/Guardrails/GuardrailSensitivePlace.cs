namespace Outcrop.Bedrock.Guardrails;

/// <summary>A place of sensitive information.</summary>
/// <param name="Type">Its kind, such as <c>EMAIL</c>.</param>
/// <param name="Confidence">How sure that is, 0 to 1.</param>
/// <param name="MessageIndex">The message, counted from 0.</param>
/// <param name="ContentIndex">The text within the message, counted from 0.</param>
/// <param name="BeginOffset">Where it begins in the text, as the service counts.</param>
/// <param name="EndOffset">Where it ends.</param>
public readonly record struct GuardrailSensitivePlace(string Type, double Confidence, int MessageIndex, int ContentIndex, int BeginOffset, int EndOffset);
