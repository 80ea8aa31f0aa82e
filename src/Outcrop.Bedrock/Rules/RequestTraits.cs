using Outcrop.Bedrock.Rules.Caching;

namespace Outcrop.Bedrock.Rules;

/// <summary>What is in a request, so that rules which have nothing to do there cost nothing.</summary>
[Flags]
internal enum RequestTraits
{
    /// <summary>Text and nothing that any rule looks at.</summary>
    None = 0,

    /// <summary>A text block of nothing but white space.</summary>
    BlankText = 1,

    /// <summary>An image.</summary>
    Image = 2,

    /// <summary>A document.</summary>
    Document = 4,

    /// <summary>Reasoning of a former turn.</summary>
    Reasoning = 8,

    /// <summary>A cache point in the system prompt or a message.</summary>
    CachePoint = 16,

    /// <summary>A call of a tool in the conversation.</summary>
    ToolUse = 32,

    /// <summary>A tool's result in the conversation.</summary>
    ToolResult = 64,

    /// <summary>Two messages of one role in a row, a message without content, results behind other content, or a beginning that is not the user's.</summary>
    Disorder = 128,

    /// <summary>The assistant speaks last.</summary>
    AssistantLast = 256,
}
