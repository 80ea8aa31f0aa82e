namespace Outcrop.Bedrock.Explain;

/// <summary>What becomes of one parameter of a request. See docs/adr/0006-parameter-disposition.md.</summary>
public enum DispositionKind
{
    /// <summary>It reaches the model as the caller set it.</summary>
    Mapped,

    /// <summary>It reaches the model in another form or with another value; its meaning is kept.</summary>
    Adjusted,

    /// <summary>The caller did not set it; the client does, or the body needs it.</summary>
    Added,

    /// <summary>It is left out, since the target cannot take it, and the answer still makes sense.</summary>
    Dropped,

    /// <summary>The request is not sent because of it.</summary>
    Refused,
}
