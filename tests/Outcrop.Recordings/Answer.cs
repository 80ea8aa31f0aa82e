using System.Text.Json;

namespace Outcrop.Recordings;

/// <summary>What an exchange came to, in terms both readings share.</summary>
public sealed class Answer
{
    /// <summary>All text, joined.</summary>
    public string Text { get; set; } = "";

    /// <summary>All reasoning, joined.</summary>
    public string Reasoning { get; set; } = "";

    /// <summary>All signatures and redacted reasoning, joined.</summary>
    public string Signature { get; set; } = "";

    /// <summary>The tool calls in order.</summary>
    public List<ToolCall> ToolCalls { get; } = [];

    /// <summary>The stop reason in Converse's vocabulary.</summary>
    public string? StopReason { get; set; }

    /// <summary>Input tokens; <see langword="null"/> where the exchange tells none.</summary>
    public int? Input { get; set; }

    /// <summary>Output tokens.</summary>
    public int? Output { get; set; }

    /// <summary>Tokens read from a cache.</summary>
    public int CacheRead { get; set; }

    /// <summary>Tokens written to a cache.</summary>
    public int CacheWrite { get; set; }

    /// <summary>AWS's code of an error, <see langword="null"/> for none.</summary>
    public string? ErrorCode { get; set; }

    /// <summary>The kind of the error.</summary>
    public string? ErrorKind { get; set; }

    /// <summary>The error's message.</summary>
    public string? ErrorMessage { get; set; }

    /// <summary>The frame of a stream in which the message ended; -1 for none.</summary>
    public int StopFrame { get; set; } = -1;

    /// <summary>What differs from another reading; <see langword="null"/> when nothing does.</summary>
    public string? DifferenceTo(Answer expected)
    {
        string? difference =
            Differ("error code", ErrorCode, expected.ErrorCode)
            ?? Differ("error kind", ErrorKind, expected.ErrorKind)
            ?? Differ("error message", ErrorMessage, expected.ErrorMessage)
            ?? Differ("text", Text, expected.Text)
            ?? Differ("reasoning", Reasoning, expected.Reasoning)
            ?? Differ("signature", Signature, expected.Signature)
            ?? Differ("stop reason", StopReason, expected.StopReason)
            ?? Differ("input tokens", Input, expected.Input)
            ?? Differ("output tokens", Output, expected.Output)
            ?? Differ("cache read tokens", CacheRead, expected.CacheRead)
            ?? Differ("cache write tokens", CacheWrite, expected.CacheWrite)
            ?? Differ("frame of the end", StopFrame, expected.StopFrame)
            ?? Differ("number of tool calls", ToolCalls.Count, expected.ToolCalls.Count);
        for (int i = 0; difference is null && i < ToolCalls.Count; i++)
        {
            difference = Differ("tool name", ToolCalls[i].Name, expected.ToolCalls[i].Name)
                ?? Differ("tool id", ToolCalls[i].Id, expected.ToolCalls[i].Id)
                ?? (SameJson(ToolCalls[i].Arguments, expected.ToolCalls[i].Arguments) ? null : $"tool arguments: {ToolCalls[i].Arguments} instead of {expected.ToolCalls[i].Arguments}");
        }

        return difference;
    }

    private static string? Differ<T>(string what, T ours, T expected) =>
        EqualityComparer<T>.Default.Equals(ours, expected) ? null : $"{what}: {Show(ours)} instead of {Show(expected)}";

    private static string Show(object? value) => value switch
    {
        null => "none",
        string { Length: > 120 } text => $"\"{text[..120]}…\" ({text.Length})",
        string text => $"\"{text}\"",
        _ => value.ToString()!,
    };

    private static bool SameJson(string ours, string expected)
    {
        // Arguments that a limit cut off are no JSON; then they must be the same text.
        if (ours == expected)
        {
            return true;
        }

        try
        {
            using JsonDocument left = JsonDocument.Parse(ours);
            using JsonDocument right = JsonDocument.Parse(expected);
            return JsonEquality.Equal(left.RootElement, right.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
