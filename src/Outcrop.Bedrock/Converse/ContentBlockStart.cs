namespace Outcrop.Bedrock.Converse;

/// <summary>What begins with a <see cref="ContentBlockStartEvent"/>. Immutable.</summary>
public abstract record ContentBlockStart
{
    private protected ContentBlockStart()
    {
    }
}

/// <summary>A tool call begins; its arguments follow as <see cref="ToolUseDelta"/>s. None at all mean <c>{}</c>.</summary>
/// <param name="ToolUseId">The call's id.</param>
/// <param name="Name">The tool's name.</param>
/// <param name="Type"><c>server_tool_use</c> for a tool that the service runs itself, <c>tool_use</c> or <see langword="null"/> for one that the caller runs.</param>
public sealed record ToolUseStart(string ToolUseId, string Name, string? Type = null) : ContentBlockStart;

/// <summary>A block of another kind begins, such as a <c>toolResult</c> or an <c>image</c>.</summary>
/// <param name="Raw">The <c>start</c> member as it came.</param>
public sealed record OtherStart(RawJson Raw) : ContentBlockStart;
