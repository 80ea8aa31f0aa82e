namespace Outcrop.Gateway.Tokens;

/// <summary>What a member of a body says that it holds.</summary>
internal enum MediaKind
{
    /// <summary>It does not say.</summary>
    Unknown,

    /// <summary>A picture.</summary>
    Image,

    /// <summary>A document.</summary>
    Document,

    /// <summary>A video.</summary>
    Video,

    /// <summary>A sound.</summary>
    Sound,
}
