namespace Outcrop.Bedrock.Converse;

/// <summary>One piece of a block. Immutable.</summary>
public abstract record ContentBlockDelta
{
    private protected ContentBlockDelta()
    {
    }
}

/// <summary>Text of the answer.</summary>
/// <param name="Text">The piece; may be empty.</param>
public sealed record TextDelta(string Text) : ContentBlockDelta;

/// <summary>A piece of a tool call's arguments.</summary>
/// <param name="Input">A fragment of JSON text: only all of a block's fragments together are a document.</param>
public sealed record ToolUseDelta(string Input) : ContentBlockDelta;

/// <summary>Text of the model's reasoning.</summary>
/// <param name="Text">The piece.</param>
public sealed record ReasoningTextDelta(string Text) : ContentBlockDelta;

/// <summary>The signature of the reasoning, or a piece of it.</summary>
/// <param name="Signature">The piece.</param>
public sealed record ReasoningSignatureDelta(string Signature) : ContentBlockDelta;

/// <summary>Encrypted reasoning.</summary>
/// <param name="Base64">The wire's base64 text.</param>
public sealed record RedactedReasoningDelta(string Base64) : ContentBlockDelta;

/// <summary>A piece of another kind: <c>citation</c>, <c>image</c>, <c>toolResult</c>.</summary>
/// <param name="Raw">The <c>delta</c> member as it came.</param>
public sealed record OtherDelta(RawJson Raw) : ContentBlockDelta;
