using System.Text.Json.Serialization;

namespace Outcrop.Bedrock.Catalog;

/// <summary>What a model takes as tools.</summary>
public sealed record ModelToolRules
{
    /// <summary>Whether it takes tools. Default: yes.</summary>
    [JsonInclude]
    public bool Supported { get; internal set; } = true;

    /// <summary>Whether it streams an answer to a request with tools. Where not, the whole answer is asked for and a stream is made of it. Default: yes.</summary>
    [JsonInclude]
    public bool Streaming { get; internal set; } = true;

    /// <summary>The kinds of choice: <c>auto</c>, <c>any</c>, <c>tool</c>; <see langword="null"/> where unknown.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>The kinds of choice while it reasons; <see langword="null"/>: as otherwise.</summary>
    public IReadOnlyList<string>? ChoicesWhileReasoning { get; init; }

    /// <summary>Where the model's own fields say that it may call one tool at most in an answer: a JSON pointer to a boolean; <see langword="null"/> where there is none.</summary>
    public string? DisableParallelPlace { get; init; }

    /// <summary>Whether a tool may be <c>strict</c>; <see langword="null"/> where unknown.</summary>
    public bool? Strict { get; init; }

    /// <summary>Whether a request whose history has tool calls must have a tool configuration. Default: yes, since Converse checks it for every model.</summary>
    [JsonInclude]
    public bool HistoryNeedsConfig { get; internal set; } = true;

    /// <summary>The system tools by name, such as <c>nova_grounding</c>; <see langword="null"/> where unknown.</summary>
    public IReadOnlyList<string>? SystemTools { get; init; }

    internal static ModelToolRules None { get; } = new();
}
