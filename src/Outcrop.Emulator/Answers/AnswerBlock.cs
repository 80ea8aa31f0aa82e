namespace Outcrop.Emulator.Answers;

/// <summary>A block of an answer.</summary>
internal abstract record AnswerBlock;

/// <summary>Text.</summary>
/// <param name="Text">The whole.</param>
/// <param name="Tokens">The same in tokens.</param>
/// <param name="Citation">Where it is from, for what is quoted.</param>
internal sealed record TextAnswer(string Text, IReadOnlyList<string> Tokens, Citation? Citation = null) : AnswerBlock;

/// <summary>A tool call.</summary>
/// <param name="Name">The tool.</param>
/// <param name="InputJson">Its arguments.</param>
internal sealed record ToolAnswer(string Name, string InputJson) : AnswerBlock;

/// <summary>Reasoning.</summary>
/// <param name="Text">The whole.</param>
/// <param name="Tokens">The same in tokens.</param>
/// <param name="Signature">What proves that the model said it.</param>
internal sealed record ReasoningAnswer(string Text, IReadOnlyList<string> Tokens, string Signature) : AnswerBlock;

/// <summary>Reasoning that the model has encrypted.</summary>
/// <param name="Data">The model's text of it.</param>
internal sealed record RedactedAnswer(string Data) : AnswerBlock
{
    /// <summary>The same as Converse has it: a blob, in base64.</summary>
    public string Base64 => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Data));
}
