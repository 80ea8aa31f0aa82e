namespace Outcrop.Bedrock.Catalog;

/// <summary>One foundation model as the catalogue knows it. Its reader sets every property, absent ones to their type's zero, hence the defaults in the getters.</summary>
public sealed record ModelInfo
{
    /// <summary>Its base id, without region prefix.</summary>
    public required string Id { get; init; }

    /// <summary>Its name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Its provider, the first segment of <see cref="Id"/>.</summary>
    public required string Provider { get; init; }

    /// <summary>Its line of models, such as <c>claude-sonnet</c>.</summary>
    public string? Family { get; init; }

    /// <summary>What it is for.</summary>
    public ModelKind Kind { get; init; }

    /// <summary>When it was released, <c>yyyy-MM-dd</c>; <see langword="null"/> where unknown.</summary>
    public string? Released { get; init; }

    /// <summary>Its context window in tokens; <see langword="null"/> where unknown.</summary>
    public int? Context { get; init; }

    /// <summary>The most tokens it puts out; <see langword="null"/> where unknown.</summary>
    public int? MaxOutput { get; init; }

    /// <summary>What it takes: <c>text</c>, <c>image</c>, <c>pdf</c>, <c>video</c>, <c>audio</c>.</summary>
    public IReadOnlyList<string> Input { get => field ?? []; init; }

    /// <summary>What it gives.</summary>
    public IReadOnlyList<string> Output { get => field ?? []; init; }

    /// <summary>The lengths of an embedding model's vectors, the default first.</summary>
    public IReadOnlyList<int> Dimensions { get => field ?? []; init; }

    /// <summary>Whether it calls tools.</summary>
    public bool Tools { get; init; }

    /// <summary>Whether it reasons before it answers.</summary>
    public bool Reasoning { get; init; }

    /// <summary>Whether it keeps to a JSON schema natively.</summary>
    public bool StructuredOutput { get; init; }

    /// <summary>Whether it takes a system prompt.</summary>
    public bool System { get; init; } = true;

    /// <summary>Whether <c>Converse</c> has it.</summary>
    public bool Converse { get; init; } = true;

    /// <summary>Whether <c>ConverseStream</c> has it.</summary>
    public bool ConverseStream { get; init; } = true;

    /// <summary><c>mantle</c> for a model that only bedrock-mantle serves; <see langword="null"/> for bedrock-runtime.</summary>
    public string? Surface { get; init; }

    /// <summary>Every surface that serves it, by which id and APIs; empty where unknown.</summary>
    public IReadOnlyList<ModelSurface> Surfaces { get => field ?? []; init; }

    /// <summary>Where it is in its life; <see langword="null"/> where unknown.</summary>
    public ModelLifecycle? Lifecycle { get; init; }

    /// <summary>Its cross-region profiles.</summary>
    public IReadOnlyList<ModelProfile> Profiles { get => field ?? []; init; }

    /// <summary>What it costs by its base id; <see langword="null"/> where unknown.</summary>
    public ModelCost? Cost { get; init; }

    /// <summary>How tiers, long contexts and one-hour caching are priced.</summary>
    public ModelPriceRules Prices { get => field ?? ModelPriceRules.None; init; }

    /// <summary>The line of models whose rules it has; <see langword="null"/>: none.</summary>
    public string? Line { get; init; }

    /// <summary>What it takes, and how it is told.</summary>
    public ModelParameterRules Rules { get => field ?? ModelParameterRules.None; init; }

    /// <summary>Where the row comes from.</summary>
    public string? Source { get; init; }

    /// <summary>When the row was known, <c>yyyy-MM-dd</c>.</summary>
    public string? AsOf { get; init; }

    /// <summary>What it costs under a region prefix, else by its base id.</summary>
    /// <param name="regionPrefix">The prefix, or <see langword="null"/>.</param>
    public ModelCost? CostUnder(string? regionPrefix) => PriceUnder(regionPrefix).Cost;

    /// <summary>The most tokens it puts out under a region prefix; <see langword="null"/> where unknown.</summary>
    /// <param name="regionPrefix">The prefix, or <see langword="null"/>.</param>
    public int? MaxOutputUnder(string? regionPrefix) => ProfileOf(regionPrefix)?.MaxOutput ?? MaxOutput;

    /// <summary>Its context window under a region prefix, in tokens; <see langword="null"/> where unknown.</summary>
    /// <param name="regionPrefix">The prefix, or <see langword="null"/>.</param>
    public int? ContextUnder(string? regionPrefix) => ProfileOf(regionPrefix)?.Context ?? Context;

    /// <summary>What it costs under a region prefix, and whose price that is.</summary>
    /// <param name="regionPrefix">The prefix, or <see langword="null"/>.</param>
    internal (ModelCost? Cost, string? Prefix) PriceUnder(string? regionPrefix) => ProfileOf(regionPrefix) is { Cost: { } own } profile ? (own, profile.Prefix) : (Cost, null);

    private ModelProfile? ProfileOf(string? prefix)
    {
        foreach (ModelProfile profile in Profiles)
        {
            if (string.Equals(profile.Prefix, prefix, StringComparison.OrdinalIgnoreCase))
            {
                return profile;
            }
        }

        return null;
    }
}
