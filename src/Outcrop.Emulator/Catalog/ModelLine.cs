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

    /// <summary>Whether it can stream.</summary>
    public bool Streaming { get; set; } = true;

    /// <summary>Whether it has Converse.</summary>
    public bool Converse { get; set; } = true;

    /// <summary>Whether it takes system prompts.</summary>
    public bool System { get; set; } = true;

    /// <summary>Whether it takes tools.</summary>
    public bool Tools { get; set; } = true;

    /// <summary>Whether it takes images and documents.</summary>
    public bool Images { get; set; }

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
