namespace Outcrop.Recordings;

/// <summary>What is counted per family beside the readings.</summary>
public enum CountKind
{
    /// <summary>A request that was read and written again as it was.</summary>
    RequestEqual,

    /// <summary>A request whose media the recorder cut out, so that it is no request any more.</summary>
    RequestElided,

    /// <summary>A request on the list of reviewed exceptions.</summary>
    RequestExcepted,

    /// <summary>A body of InvokeModel whose conversation became messages or a prompt.</summary>
    Understood,

    /// <summary>A body of InvokeModel that holds no conversation its family knows, and passed as vendor fields.</summary>
    Opaque,

    /// <summary>An answer none of whose members was lost.</summary>
    ResponseWhole,
}
