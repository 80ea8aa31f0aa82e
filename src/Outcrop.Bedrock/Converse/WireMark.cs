namespace Outcrop.Bedrock.Converse;

/// <summary>
/// How something was spelt in the body it was read from, where a dialect has two spellings of the same thing, such as a text that stands as a string or as a list of one part.
/// The same dialect's writer spells it so again. It carries no meaning: two marks are always equal, so that what was read equals what was made by hand, and nobody reports its loss.
/// </summary>
/// <param name="spelling">The spelling, in the words of the reader that set it.</param>
internal readonly struct WireMark(string? spelling) : IEquatable<WireMark>
{
    /// <summary>The value is a string.</summary>
    public const string Text = "text";

    /// <summary>The value is a list.</summary>
    public const string Parts = "parts";

    /// <summary>The value is null.</summary>
    public const string Null = "null";

    /// <summary>There is no value.</summary>
    public const string Absent = "absent";

    /// <summary>The spelling; <see langword="null"/> for what was made by hand.</summary>
    public string? Spelling => spelling;

    /// <summary>Whether it is this spelling.</summary>
    public bool Is(string other) => spelling == other;

    /// <inheritdoc/>
    public bool Equals(WireMark other) => true;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WireMark;

    /// <inheritdoc/>
    public override int GetHashCode() => 0;
}
