namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary>
/// Bedrock has one flat list of tools that take JSON. A tool of a namespace gets both names in one there, and a custom tool, which takes free text, one argument;
/// here stands what each was called. Not thread-safe.
/// </summary>
internal sealed class ResponsesToolNames
{
    /// <summary>The one argument of a custom tool.</summary>
    public const string CustomArgument = "input";

    private readonly Dictionary<string, ResponsesTool> _tools = new(StringComparer.Ordinal);

    /// <summary>The name on Bedrock.</summary>
    /// <param name="space">The namespace, or <see langword="null"/>.</param>
    /// <param name="name">The tool's name.</param>
    public static string Flatten(string? space, string name) =>
        string.IsNullOrEmpty(space) ? name : space.EndsWith("__", StringComparison.Ordinal) ? space + name : $"{space}__{name}";

    /// <summary>Notes a tool that is more than a plain function.</summary>
    /// <param name="flatName">Its name on Bedrock.</param>
    /// <param name="tool">The tool.</param>
    public void Add(string flatName, ResponsesTool tool) => _tools[flatName] = tool;

    /// <summary>The tool of a name on Bedrock; <see langword="null"/> for a plain function.</summary>
    /// <param name="flatName">The name.</param>
    public ResponsesTool? Find(string flatName) => _tools.GetValueOrDefault(flatName);
}
