namespace Outcrop.Gateway.FrontEnds.Seed;

/// <summary>What a body of <c>POST /chat/completions/stream</c> says. Filled by its reader, then only read.</summary>
internal sealed class SeedChatRequest
{
    /// <summary>The conversation; the last message is the user's.</summary>
    public List<SeedMessage> Messages { get; } = [];

    /// <summary>The provider asked for.</summary>
    public string? Provider { get; set; }

    /// <summary>The model asked for.</summary>
    public string? Model { get; set; }

    /// <summary>The repository the conversation is about.</summary>
    public string? RepositoryUrl { get; set; }

    /// <summary>The kind of repository. Default: <c>github</c>.</summary>
    public string? RepositoryType { get; set; }

    /// <summary>The code of the answer's language. Default: <c>en</c>.</summary>
    public string? Language { get; set; }

    /// <summary>The system prompt template asked for (an addition to the origin's dialect).</summary>
    public string? Prompt { get; set; }

    /// <summary>Values for the template's own variables (an addition).</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>In place of the configured temperature (an addition).</summary>
    public double? Temperature { get; set; }

    /// <summary>In place of the configured top_p (an addition).</summary>
    public double? TopP { get; set; }

    /// <summary>In place of the configured limit (an addition).</summary>
    public int? MaxTokens { get; set; }
}
