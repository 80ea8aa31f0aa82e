namespace Outcrop.Bedrock.Rules.Learning;

/// <summary>A text by which models refuse a parameter, and what it teaches: a row of the table.</summary>
internal sealed record Refusal
{
    /// <summary>A regular expression over the message. Its group <c>name</c> names the parameter, <c>value</c> the largest value.</summary>
    public required string Pattern { get; init; }

    /// <summary>What it teaches, by <see cref="LessonKind"/>'s name.</summary>
    public required string Teaches { get; init; }

    /// <summary>The path of what is refused, where the pattern does not name it.</summary>
    public string? Path { get; init; }

    /// <summary>Where the text is known from.</summary>
    public required string Source { get; init; }
}
