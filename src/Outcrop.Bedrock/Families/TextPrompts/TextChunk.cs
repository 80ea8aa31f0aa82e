using Outcrop.Bedrock.Converse;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Families.TextPrompts;

/// <summary>What one chunk of a text family's stream says. A view over the chunk.</summary>
internal struct TextChunk
{
    /// <summary>The text.</summary>
    public JsonText Text;

    /// <summary>Why the model stopped, when it did.</summary>
    public StopReason? Stop;

    /// <summary>Input tokens, where the chunk tells them.</summary>
    public int? InputTokens;

    /// <summary>Output tokens so far, where the chunk tells them.</summary>
    public int? OutputTokens;

    /// <summary>Whether the chunk is one of the family's at all.</summary>
    public bool IsKnown;

    /// <summary>Whether the chunk holds what only the last one does; with a guardrail's action it is an end without a reason.</summary>
    public bool IsLast;

    /// <summary>Whether the chunk belongs to a second or later alternative of the answer, which the neutral model has no place for.</summary>
    public bool IsAlternative;

    /// <summary>Whether the chunk tells something beside the answer, such as a citation; its text is none of the answer's.</summary>
    public bool IsNote;

    /// <summary>Whether the chunk is a whole answer.</summary>
    public bool IsWholeAnswer;
}
