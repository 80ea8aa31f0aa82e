using System.Text.RegularExpressions;

namespace Outcrop.Emulator.Catalog;

/// <summary>
/// A line of models that behave alike: a row of <c>models.json</c>. A new version of a known line needs no new row. What may be left out has a
/// setter instead of an initializer: generated JSON code would overwrite the defaults of <c>init</c> members.
/// </summary>
internal sealed class ModelLine
{
    private Regex? _pattern;

    /// <summary>What the whole of a base model id (without region prefix) of this line looks like.</summary>
    public required string Pattern { get; init; }

    /// <summary>Whose body format InvokeModel speaks; a persona's name.</summary>
    public required string Family { get; init; }

    /// <summary>The provider as the control plane names it.</summary>
    public required string Provider { get; init; }

    /// <summary>The members that the control plane lists.</summary>
    public string[] Ids { get; set; } = [];

    /// <summary>The region prefixes the control plane lists inference profiles for.</summary>
    public string[] Profiles { get; set; } = [];

    /// <summary>Whether the bare id is refused: only an inference profile can invoke it.</summary>
    public bool ProfileOnly { get; set; }

    /// <summary>The only regions that offer it; empty where it is not told.</summary>
    public string[] Regions { get; set; } = [];

    /// <summary>The only regions where the bare id can be invoked; empty where it is not told.</summary>
    public string[] OnDemandRegions { get; set; } = [];

    /// <summary>Until when the bare id could be invoked in other regions, too.</summary>
    public DateOnly? OnDemandElsewhereUntil { get; set; }

    /// <summary>The day from which a model of the line is refused, by its id.</summary>
    public Dictionary<string, DateOnly> EndOfLife { get; set; } = [];

    /// <summary>Whether it can stream.</summary>
    public bool Streaming { get; set; } = true;

    /// <summary>Whether it has Converse.</summary>
    public bool Converse { get; set; } = true;

    /// <summary>Whether it takes system prompts.</summary>
    public bool System { get; set; } = true;

    /// <summary>Whether it takes tools.</summary>
    public bool Tools { get; set; } = true;

    /// <summary>Whether it calls tools while it streams.</summary>
    public bool ToolStreaming { get; set; } = true;

    /// <summary>Whether it can be made to call a tool.</summary>
    public bool ToolChoice { get; set; } = true;

    /// <summary>Whether it takes images.</summary>
    public bool Images { get; set; }

    /// <summary>Whether it takes documents.</summary>
    public bool Documents { get; set; } = true;

    /// <summary>Whether it takes videos.</summary>
    public bool Video { get; set; }

    /// <summary>Whether it takes audio.</summary>
    public bool Audio { get; set; }

    /// <summary>Whether media may lie in S3.</summary>
    public bool S3 { get; set; }

    /// <summary>How many images and documents it takes; 0 when the emulator does not check it.</summary>
    public int MaxMedia { get; set; }

    /// <summary>Whether users and assistant must take turns.</summary>
    public bool Alternating { get; set; }

    /// <summary>Whether a conversation must end with the user.</summary>
    public bool PrefillRefused { get; set; }

    /// <summary>Whether temperature, top_p and top_k are refused.</summary>
    public bool SamplingRefused { get; set; }

    /// <summary>Whether thinking with a budget is refused.</summary>
    public bool AdaptiveThinkingOnly { get; set; }

    /// <summary>Whether a Messages body is refused in the model's own words ("max_tokens: Field required") instead of the JSON schema's in front of it.</summary>
    public bool FieldErrors { get; set; }

    /// <summary>How many tokens it reads; 0 when the emulator does not check it.</summary>
    public int ContextTokens { get; set; }

    /// <summary>Whether temperature and top_p exclude one another.</summary>
    public bool ExclusiveSampling { get; set; }

    /// <summary>Whether usage has the members of prompt caching.</summary>
    public bool Caching { get; set; }

    /// <summary>Whether it gives vectors instead of text.</summary>
    public bool Embedding { get; set; }

    /// <summary>The most tokens it gives; 0 when the emulator does not check it.</summary>
    public int MaxTokens { get; set; }

    public bool Matches(string baseId) => (_pattern ??= new Regex($"^(?:{Pattern})$", RegexOptions.CultureInvariant)).IsMatch(baseId);
}
