namespace Outcrop.Recordings;

/// <summary>The results a check can have.</summary>
public enum OutcomeKind
{
    /// <summary>An answer, read as the independent reading has it.</summary>
    Decoded,

    /// <summary>An error, read as the independent reading has it.</summary>
    Error,

    /// <summary>A family or operation this version does not have yet; the reason names it.</summary>
    Later,

    /// <summary>The readings differ, or ours did not come to an end.</summary>
    Failed,
}
