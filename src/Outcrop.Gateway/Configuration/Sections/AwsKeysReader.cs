using Outcrop.Gateway.Configuration.Files;

namespace Outcrop.Gateway.Configuration.Sections;

/// <summary>Reads the access key that a gateway key may have for AWS's SDKs.</summary>
internal static class AwsKeysReader
{
    /// <summary>Reads it.</summary>
    /// <param name="section">The key.</param>
    /// <param name="others">The keys before it.</param>
    /// <returns><see langword="null"/> where there is none, or it has a fault.</returns>
    public static AwsKeyPair? Read(ConfigurationObject section, IReadOnlyList<ApiKey> others)
    {
        ConfigurationNode idNode = section.Member("accessKeyId");
        ConfigurationNode secretNode = section.Member("secretAccessKey");
        ConfigurationNode tokenNode = section.Member("sessionToken");
        string? id = idNode.ReadString();
        string? secret = secretNode.ReadSecret(required: true);
        string? token = tokenNode.ReadSecret(required: true);
        if (!idNode.HasValue)
        {
            foreach (ConfigurationNode orphan in (ConfigurationNode[])[secretNode, tokenNode])
            {
                if (orphan.HasValue)
                {
                    orphan.Fault("needs accessKeyId beside it");
                }
            }

            return null;
        }

        if (id is not null && !AwsKeyPair.IsId(id))
        {
            idNode.Fault("must be 16 to 128 letters, digits or '_'");
        }
        else if (others.Any(other => other.AccessKeyId == id))
        {
            idNode.Fault("is the same access key as another one's");
        }

        if (secret is null)
        {
            if (!secretNode.HasValue)
            {
                secretNode.Fault("is missing; accessKeyId needs it");
            }
        }
        else if (secret.Length < KeysReader.ShortKey)
        {
            secretNode.Warn($"is shorter than {KeysReader.ShortKey} characters; use a long random secret");
        }

        return id is not null && secret is not null ? new AwsKeyPair(id, secret, token) : null;
    }
}
