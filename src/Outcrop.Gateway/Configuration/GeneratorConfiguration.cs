namespace Outcrop.Gateway.Configuration;

/// <summary>The providers and models on offer, in the shape of <c>generator.json</c>. Immutable.</summary>
public sealed class GeneratorConfiguration
{
    internal GeneratorConfiguration()
    {
    }

    /// <summary>The provider of a request that names none.</summary>
    public required string DefaultProvider { get; init; }

    /// <summary>The providers in the file's order.</summary>
    public required IReadOnlyList<GeneratorProvider> Providers { get; init; }

    /// <summary>Finds a provider; <see langword="null"/> when there is none of that id.</summary>
    /// <param name="id">The id, as in the file.</param>
    public GeneratorProvider? Find(string id)
    {
        foreach (GeneratorProvider provider in Providers)
        {
            if (string.Equals(provider.Id, id, StringComparison.Ordinal))
            {
                return provider;
            }
        }

        return null;
    }
}
