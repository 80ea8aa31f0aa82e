namespace Outcrop.Emulator;

/// <summary>A tool call that a scripted answer makes.</summary>
public sealed class EmulatorToolCall
{
    /// <summary>The tool's name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The arguments as a JSON object; <c>{}</c> unless set. The text is sent as it stands in streams, broken or not.</summary>
    public string InputJson { get; set; } = "{}";
}
