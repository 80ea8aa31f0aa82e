namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary>What the output item that is being written is.</summary>
internal enum ResponsesItemKind
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>A message.</summary>
    Message,

    /// <summary>A thought in the open.</summary>
    Thought,

    /// <summary>An encrypted thought.</summary>
    EncryptedThought,

    /// <summary>A call with JSON arguments.</summary>
    Function,

    /// <summary>A call with free text.</summary>
    Custom,

    /// <summary>A call that the service itself runs: no item.</summary>
    ServerCall,
}
