namespace Outcrop.Bedrock.Families.Anthropic;

/// <summary>The kinds of chunk in an Anthropic stream.</summary>
internal enum AnthropicChunkKind : byte
{
    /// <summary>A type this version does not know.</summary>
    Unknown,

    /// <summary><c>message_start</c>.</summary>
    MessageStart,

    /// <summary><c>content_block_start</c>.</summary>
    ContentBlockStart,

    /// <summary><c>content_block_delta</c>.</summary>
    ContentBlockDelta,

    /// <summary><c>content_block_stop</c>.</summary>
    ContentBlockStop,

    /// <summary><c>message_delta</c>.</summary>
    MessageDelta,

    /// <summary><c>message_stop</c>.</summary>
    MessageStop,

    /// <summary><c>ping</c>; Bedrock sends none, other servers of the same protocol do.</summary>
    Ping,

    /// <summary><c>error</c>.</summary>
    Error,

    /// <summary>A piece of a text completion.</summary>
    Completion,

    /// <summary>A whole answer in one chunk.</summary>
    WholeMessage,
}
