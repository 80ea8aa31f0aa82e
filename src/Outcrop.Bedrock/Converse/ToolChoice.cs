namespace Outcrop.Bedrock.Converse;

/// <summary>Whether and which tool the model must call. Immutable.</summary>
public abstract record ToolChoice
{
    private protected ToolChoice()
    {
    }

    /// <summary>The model decides.</summary>
    public static ToolChoice Auto { get; } = new AutoToolChoice();

    /// <summary>Some tool must be called.</summary>
    public static ToolChoice Any { get; } = new AnyToolChoice();
}

/// <summary>The model decides: <c>{"auto":{}}</c>.</summary>
public sealed record AutoToolChoice : ToolChoice;

/// <summary>Some tool must be called: <c>{"any":{}}</c>.</summary>
public sealed record AnyToolChoice : ToolChoice;

/// <summary>This tool must be called: <c>{"tool":{"name":…}}</c>.</summary>
/// <param name="Name">The tool's name.</param>
public sealed record NamedToolChoice(string Name) : ToolChoice;
