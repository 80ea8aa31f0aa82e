namespace Outcrop.Bedrock.Converse;

/// <summary>The arguments of a tool call that gave none.</summary>
internal static class ToolArguments
{
    /// <summary><c>{}</c>.</summary>
    public static readonly RawJson Empty = new("{}"u8.ToArray());

    /// <summary>The arguments, or <c>{}</c> when there is nothing but white space: the API takes an object only.</summary>
    public static RawJson OrEmpty(RawJson arguments) => arguments.Utf8.Span.Trim(" \t\r\n"u8).IsEmpty ? Empty : arguments;
}
