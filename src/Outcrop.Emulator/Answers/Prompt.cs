using System.Text.Json;

namespace Outcrop.Emulator.Answers;

/// <summary>What of a request matters for its answer, whatever body it came in.</summary>
internal sealed class Prompt
{
    /// <summary>The last thing the user said.</summary>
    public string UserText { get; set; } = "";

    /// <summary>What the tools gave, when the last message brings their results.</summary>
    public string? ToolResult { get; set; }

    public List<ToolOffer> Tools { get; } = [];

    /// <summary>Whether a tool must be called.</summary>
    public bool ToolRequired { get; set; }

    /// <summary>Whether tools must not be called.</summary>
    public bool ToolsForbidden { get; set; }

    /// <summary>The one tool that must be called.</summary>
    public string? ForcedTool { get; set; }

    public int InputTokens { get; set; }

    /// <summary>The UTF-8 length of the conversation's texts.</summary>
    public long TextBytes { get; set; }

    public int? MaxTokens { get; set; }

    public List<string> StopSequences { get; } = [];

    /// <summary>Whether reasoning was asked for.</summary>
    public bool Reasoning { get; set; }

    /// <summary>The JSON schema that the answer's text must satisfy.</summary>
    public JsonElement? OutputSchema { get; set; }

    /// <summary>What of the given documents the answer quotes.</summary>
    public Citation? Citation { get; set; }
}
