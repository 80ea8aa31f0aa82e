using Outcrop.Bedrock;
using Outcrop.Bedrock.Credentials;

namespace Outcrop.Gateway.Upstream;

/// <summary>
/// What a Bedrock client is made of, compared by value: two configurations that come to the same may share one. What has no value of its own (a handler, a clock) is compared by reference. Immutable; shows no secret.
/// </summary>
internal sealed class ClientKey : IEquatable<ClientKey>
{
    private readonly List<object?> _parts;

    private ClientKey(List<object?> parts) => _parts = parts;

    /// <summary>The key of a client that is made of options.</summary>
    /// <param name="options">The options, as they are now.</param>
    /// <param name="catalog">What stands for the catalogue; <see langword="null"/>: itself.</param>
    public static ClientKey Of(BedrockClientOptions options, object? catalog)
    {
        BedrockCredentialOptions credentials = options.Credentials;
        List<object?> parts =
        [
            options.Region, options.Endpoint, options.RuntimeEndpoint, options.ControlPlaneEndpoint, options.MantleEndpoint, options.UseFips, options.UseDualStack,
            credentials.ApiKey, credentials.AccessKeyId, credentials.SecretAccessKey, credentials.SessionToken, credentials.Profile,
            credentials.RoleArn, credentials.ExternalId, credentials.SessionName, credentials.Duration, credentials.StsEndpoint,
            options.Timeouts, options.Retry, options.RetryTokens, options.MantleSigningName, catalog ?? options.Catalog, options.StrictParameters,
            options.DefaultMaxTokens, options.LearnFromRefusals, options.ControlPlaneCache,
            options.TimeProvider, options.Random, options.HttpMessageHandler, options.LoggerFactory, options.MeterFactory, options.AccountLabel,
        ];
        Add(parts, credentials.SessionTags);
        Add(parts, options.ApiByModel);
        Add(parts, options.SurfaceByModel);
        Add(parts, options.BaseModels);
        return new ClientKey(parts);
    }

    /// <inheritdoc/>
    public bool Equals(ClientKey? other) => other is not null && _parts.SequenceEqual(other._parts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ClientKey);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (object? part in _parts)
        {
            hash.Add(part);
        }

        return hash.ToHashCode();
    }

    /// <summary>Adds a table whatever the order of its rows, its length before it so that two tables cannot run into each other.</summary>
    private static void Add<T>(List<object?> parts, IDictionary<string, T> table)
    {
        parts.Add(table.Count);
        foreach ((string name, T value) in table.OrderBy(static row => row.Key, StringComparer.Ordinal))
        {
            parts.Add(name);
            parts.Add(value);
        }
    }
}
