using Outcrop.Gateway.Configuration.Sections;

namespace Outcrop.Gateway.Configuration;

/// <summary>One provider of a <see cref="GeneratorConfiguration"/>. Immutable.</summary>
public sealed class GeneratorProvider
{
    internal GeneratorProvider()
    {
    }

    /// <summary>The id, such as <c>bedrock</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The name shown: the id with a capital.</summary>
    public string Name => Id.Length == 0 ? Id : char.ToUpperInvariant(Id[0]) + Id[1..].ToLowerInvariant();

    /// <summary>The client class, such as <c>BedrockClient</c>.</summary>
    public required string ClientClass { get; init; }

    /// <summary>Whether Outcrop serves it: only Amazon Bedrock is served.</summary>
    public bool IsServed => ClientClass == GeneratorReader.BedrockClientClass;

    /// <summary>The model of a request that names none.</summary>
    public required string DefaultModel { get; init; }

    /// <summary>Whether models that are not listed may be asked for.</summary>
    public required bool SupportsCustomModel { get; init; }

    /// <summary>The listed models in the file's order.</summary>
    public required IReadOnlyList<GeneratorModel> Models { get; init; }

    /// <summary>Finds a listed model; <see langword="null"/> when it is not listed.</summary>
    /// <param name="id">The model id, as in the file.</param>
    public GeneratorModel? Find(string id)
    {
        foreach (GeneratorModel model in Models)
        {
            if (string.Equals(model.Id, id, StringComparison.Ordinal))
            {
                return model;
            }
        }

        return null;
    }
}
