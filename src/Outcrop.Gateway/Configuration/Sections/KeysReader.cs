using System.Globalization;
using Outcrop.Gateway.Configuration.Files;
using Outcrop.Gateway.Keys;

namespace Outcrop.Gateway.Configuration.Sections;

/// <summary>Reads the <c>keys</c> section. A key in plain text is hashed at once and forgotten.</summary>
internal static class KeysReader
{
    /// <summary>What is shorter than this is better not used as a secret.</summary>
    internal const int ShortKey = 24;

    /// <summary>Reads the section.</summary>
    /// <param name="node">The array, if any.</param>
    public static IReadOnlyList<ApiKey> Read(ConfigurationNode node)
    {
        var keys = new List<ApiKey>();
        foreach (ConfigurationNode item in node.HasValue ? node.ReadItems() : [])
        {
            if (item.ReadObject() is not { } section)
            {
                if (!item.HasValue)
                {
                    item.Fault("must be an object");
                }

                continue;
            }

            ConfigurationNode idNode = section.Member("id");
            string? id = idNode.ReadString();
            AwsKeyPair? pair = AwsKeysReader.Read(section, keys);
            byte[]? hash = ReadHash(item, section);
            var key = new ApiKey
            {
                Id = id ?? "",
                Hash = hash ?? [],
                AwsKeys = pair,
                SigningRegions = section.Member("signingRegions").ReadStrings(),
                ExpiresAt = ReadTime(section.Member("expiresAt")),
                Models = section.Member("models").ReadStrings(),
                MayFetch = section.Member("mayFetch").ReadBoolean() ?? false,
                MaxConcurrentRequests = (int?)section.Member("maxConcurrentRequests").ReadInteger(1, 1_000_000),
                Overrides = PolicyReader.ReadOverrides(section),
            };
            section.RefuseUnknown();
            if (id is null || id.Length is 0 or > 64 || id.AsSpan().ContainsAnyExcept(IdCharacters))
            {
                idNode.Fault("must be 1 to 64 letters, digits, '.', '_' or '-'");
            }
            else if (keys.Exists(other => other.Id == id))
            {
                idNode.Fault($"'{id}' is there twice");
            }

            if (hash is not null && keys.Exists(other => other.Hash.AsSpan().SequenceEqual(hash)))
            {
                item.Fault("is the same key as another one");
            }

            keys.Add(key);
        }

        return keys;
    }

    private static byte[]? ReadHash(ConfigurationNode item, ConfigurationObject section)
    {
        ConfigurationNode hashNode = section.Member("hash");
        ConfigurationNode keyNode = section.Member("key");
        if (!hashNode.HasValue && !keyNode.HasValue && section.Member("accessKeyId").HasValue)
        {
            return null;
        }

        if (hashNode.HasValue == keyNode.HasValue)
        {
            item.Fault("needs either hash (sha256:…) or key (${NAME}), or else accessKeyId and secretAccessKey");
            return null;
        }

        if (keyNode.HasValue)
        {
            string? key = keyNode.ReadSecret(required: true);
            if (key is null)
            {
                return null;
            }

            if (key.Length < ShortKey)
            {
                keyNode.Warn($"is shorter than {ShortKey} characters; use a long random key");
            }

            return ApiKeyHash.ComputeBytes(key);
        }

        byte[]? hash = hashNode.ReadString() is { } text ? ApiKeyHash.Parse(text) : null;
        if (hash is null)
        {
            hashNode.Fault("must be sha256: and 64 hexadecimal digits");
        }

        return hash;
    }

    private static DateTimeOffset? ReadTime(ConfigurationNode node)
    {
        if (node.ReadString() is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return time;
        }

        node.Fault("must be a time such as 2027-01-31T18:00:00Z, or a day");
        return null;
    }

    private static readonly System.Buffers.SearchValues<char> IdCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");
}
