using System.Buffers;
using System.Text.RegularExpressions;
using Outcrop.Gateway.Configuration.Files;

namespace Outcrop.Gateway.Configuration.Sections;

/// <summary>Reads the <c>accounts</c> section, and the account that the <c>bedrock</c> section describes.</summary>
internal static partial class AccountsReader
{
    private const int LongestId = 64;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

    /// <summary>The members of <c>bedrock</c> that say something about an account.</summary>
    private static readonly string[] OfBedrock =
        ["region", "endpoint", "stsEndpoint", "useFips", "useDualStack", "profile", "roleArn", "apiKey", "accessKeyId", "secretAccessKey", "sessionToken"];

    /// <summary>Reads the section. At least one account comes out: without any, the one of <c>bedrock</c>.</summary>
    /// <param name="node">The array, if any.</param>
    /// <param name="bedrock">The settings of <c>bedrock</c>.</param>
    /// <param name="bedrockSection">The section they were read from, if any.</param>
    public static IReadOnlyList<AccountSettings> Read(ConfigurationNode node, BedrockSettings bedrock, ConfigurationObject? bedrockSection)
    {
        var accounts = new List<AccountSettings>();
        IReadOnlyList<ConfigurationNode> items = node.HasValue ? node.ReadItems() : [];
        if (items.Count == 0 || bedrockSection?.HasAny(OfBedrock) == true)
        {
            accounts.Add(FromBedrock(bedrock));
        }

        foreach (ConfigurationNode item in items)
        {
            if (item.ReadObject() is { } section)
            {
                accounts.Add(ReadAccount(section, accounts));
            }
            else if (!item.HasValue)
            {
                item.Fault("must be an object");
            }
        }

        return accounts;
    }

    /// <summary>Reads who calls.</summary>
    /// <param name="section">What has the members.</param>
    /// <param name="isStrict">Whether it has nothing else, and contradictions that <c>bedrock</c> has always borne are faults.</param>
    public static AccountCredentials ReadCredentials(ConfigurationObject section, bool isStrict)
    {
        ConfigurationNode secret = section.Member("secretAccessKey");
        ConfigurationNode accessKey = section.Member("accessKeyId");
        ConfigurationNode role = section.Member("roleArn");
        var credentials = new AccountCredentials
        {
            Profile = section.Member("profile").ReadString(),
            RoleArn = role.ReadString(),
            ExternalId = section.Member("externalId").ReadString(isSensitive: true),
            SessionName = section.Member("sessionName").ReadString(),
            SessionTags = SectionReader.ReadTexts(section.Member("sessionTags")),
            SessionDuration = section.Member("sessionDuration").ReadDouble(900, 43_200) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            ApiKey = section.Member("apiKey").ReadSecret(),
            AccessKeyId = accessKey.ReadString(),
            SecretAccessKey = secret.ReadSecret(),
            SessionToken = section.Member("sessionToken").ReadSecret(),
        };
        if (accessKey.HasValue != secret.HasValue)
        {
            (accessKey.HasValue ? secret : accessKey).Fault("accessKeyId and secretAccessKey are needed together");
        }

        if (isStrict)
        {
            RefuseContradictions(section, credentials);
            section.RefuseUnknown();
        }

        return credentials;
    }

    /// <summary>Reads an endpoint.</summary>
    /// <param name="node">The setting.</param>
    public static Uri? ReadUri(ConfigurationNode node)
    {
        if (node.ReadString() is not { Length: > 0 } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri!.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0)
        {
            return uri;
        }

        node.Fault("must be an http or https URL without user, query and fragment");
        return null;
    }

    /// <summary>Notes a fault unless a text can be the name of a region.</summary>
    /// <param name="node">Where it stands.</param>
    /// <param name="region">The text.</param>
    public static string? CheckRegion(ConfigurationNode node, string? region)
    {
        if (region is null || RegionPattern().IsMatch(region))
        {
            return region;
        }

        node.Fault("must be a region such as us-east-1");
        return null;
    }

    private static AccountSettings FromBedrock(BedrockSettings bedrock) => new()
    {
        Id = AccountSettings.DefaultId,
        Regions = string.IsNullOrEmpty(bedrock.Region) ? [] : [bedrock.Region],
        Endpoint = bedrock.Endpoint,
        StsEndpoint = bedrock.StsEndpoint,
        UseFips = bedrock.UseFips,
        UseDualStack = bedrock.UseDualStack,
        Credentials = bedrock.Credentials,
    };

    private static AccountSettings ReadAccount(ConfigurationObject section, List<AccountSettings> others)
    {
        ConfigurationNode idNode = section.Member("id");
        string? id = idNode.ReadString();
        ConfigurationNode endpointNode = section.Member("endpoint");
        IReadOnlyList<string> regions = ReadRegions(section.Member("regions"));
        ConfigurationNode credentials = section.Member("credentials");
        var account = new AccountSettings
        {
            Id = id ?? "",
            Regions = regions,
            Credentials = credentials.ReadObject() is { } written ? ReadCredentials(written, isStrict: true) : new AccountCredentials(),
            Endpoint = ReadUri(endpointNode),
            Endpoints = ReadEndpoints(section.Member("endpoints"), regions),
            StsEndpoint = ReadUri(section.Member("stsEndpoint")),
            UseFips = section.Member("useFips").ReadBoolean(),
            UseDualStack = section.Member("useDualStack").ReadBoolean(),
        };
        if (id is null || id.Length is 0 or > LongestId || id.AsSpan().ContainsAnyExcept(IdCharacters))
        {
            idNode.Fault($"must be 1 to {LongestId} letters, digits, '.', '_' or '-'");
        }
        else if (others.Exists(other => other.Id == id))
        {
            idNode.Fault(id == AccountSettings.DefaultId ? "'default' is the account of the bedrock section" : $"'{id}' is there twice");
        }

        if ((account.Endpoint is not null || account.Endpoints.Count > 0) && (account.UseFips == true || account.UseDualStack == true))
        {
            (account.Endpoint is not null ? endpointNode : section.Member("endpoints")).Fault("cannot be used together with useFips or useDualStack");
        }

        section.RefuseUnknown();
        return account;
    }

    private static void RefuseContradictions(ConfigurationObject section, AccountCredentials credentials)
    {
        string[] sources = [.. ((string[])["profile", "accessKeyId", "apiKey"]).Where(name => section.HasAny(name))];
        if (sources.Length > 1)
        {
            section.Member(sources[1]).Fault($"there is one source of credentials, and {sources[0]} is it already");
        }

        if (section.HasAny("sessionToken") && !section.HasAny("accessKeyId"))
        {
            section.Member("sessionToken").Fault("belongs to accessKeyId, which is not there");
        }

        ConfigurationNode role = section.Member("roleArn");
        if (credentials.RoleArn is { } arn && !RolePattern().IsMatch(arn))
        {
            role.Fault("must be a role's ARN: arn:aws:iam::123456789012:role/NAME");
        }

        if (role.HasValue && section.HasAny("apiKey"))
        {
            role.Fault("cannot be assumed with an apiKey");
        }

        foreach (string name in (string[])["externalId", "sessionName", "sessionTags", "sessionDuration"])
        {
            if (section.HasAny(name) && !role.HasValue)
            {
                section.Member(name).Fault("belongs to roleArn, which is not there");
            }
        }
    }

    private static IReadOnlyList<string> ReadRegions(ConfigurationNode node)
    {
        IReadOnlyList<string> regions = node.ReadStrings() ?? [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string region in regions)
        {
            if (CheckRegion(node, region) is not null && !seen.Add(region))
            {
                node.Fault($"'{region}' is there twice");
            }
        }

        return [.. seen];
    }

    private static IReadOnlyDictionary<string, RegionEndpoints> ReadEndpoints(ConfigurationNode node, IReadOnlyList<string> regions)
    {
        var endpoints = new Dictionary<string, RegionEndpoints>(StringComparer.Ordinal);
        foreach ((string region, ConfigurationNode value) in node.ReadObject()?.Entries() ?? [])
        {
            if (!regions.Contains(region))
            {
                value.Fault(regions.Count == 0 ? "needs its region among the account's regions" : $"'{region}' is none of the account's regions ({string.Join(", ", regions)})");
            }

            if (value.ReadObject() is { } section)
            {
                endpoints[region] = new RegionEndpoints(ReadUri(section.Member("runtime")), ReadUri(section.Member("controlPlane")), ReadUri(section.Member("mantle")));
                section.RefuseUnknown();
            }
            else if (!value.HasValue)
            {
                value.Fault("must be an object");
            }
        }

        return endpoints;
    }

    [GeneratedRegex("^[a-z]{2,}(-[a-z0-9]+)+-[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex RegionPattern();

    [GeneratedRegex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$", RegexOptions.CultureInvariant)]
    private static partial Regex RolePattern();
}
