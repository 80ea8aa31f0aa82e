using Outcrop.Bedrock;

namespace Outcrop.Gateway.Configuration;

/// <summary>Reads the <c>bedrock</c> section.</summary>
internal static class BedrockSectionReader
{
    /// <summary>Reads the section.</summary>
    /// <param name="section">The object, if any.</param>
    public static BedrockSettings Read(ConfigurationObject? section)
    {
        if (section is null)
        {
            return new BedrockSettings();
        }

        ConfigurationNode secretNode = section.Member("secretAccessKey");
        ConfigurationNode accessKeyNode = section.Member("accessKeyId");
        var settings = new BedrockSettings
        {
            Region = section.Member("region").ReadString(),
            Endpoint = ReadUri(section.Member("endpoint")),
            StsEndpoint = ReadUri(section.Member("stsEndpoint")),
            UseFips = section.Member("useFips").ReadBoolean(),
            UseDualStack = section.Member("useDualStack").ReadBoolean(),
            Profile = section.Member("profile").ReadString(),
            RoleArn = section.Member("roleArn").ReadString(),
            ExternalId = section.Member("externalId").ReadString(),
            SessionName = section.Member("sessionName").ReadString(),
            SessionTags = SectionReader.ReadTexts(section.Member("sessionTags")),
            SessionDuration = section.Member("sessionDuration").ReadDouble(900, 43_200) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            ApiKey = section.Member("apiKey").ReadSecret(),
            AccessKeyId = accessKeyNode.ReadString(),
            SecretAccessKey = secretNode.ReadSecret(),
            SessionToken = section.Member("sessionToken").ReadSecret(),
            ApiByModel = ReadApis(section.Member("apiByModel")),
            BaseModels = SectionReader.ReadTexts(section.Member("baseModels")),
        };
        if (accessKeyNode.HasValue != secretNode.HasValue)
        {
            (accessKeyNode.HasValue ? secretNode : accessKeyNode).Fault("accessKeyId and secretAccessKey are needed together");
        }

        if (settings.Endpoint is not null && (settings.UseFips == true || settings.UseDualStack == true))
        {
            section.Member("endpoint").Fault("cannot be used together with useFips or useDualStack");
        }

        section.RefuseUnknown();
        return settings;
    }

    private static Uri? ReadUri(ConfigurationNode node)
    {
        if (node.ReadString() is not { Length: > 0 } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri!.UserInfo.Length == 0 && uri.Query.Length == 0)
        {
            return uri;
        }

        node.Fault("must be an http or https URL without user and query");
        return null;
    }

    private static Dictionary<string, BedrockApi> ReadApis(ConfigurationNode node)
    {
        var apis = new Dictionary<string, BedrockApi>(StringComparer.Ordinal);
        foreach ((string model, ConfigurationNode value) in node.ReadObject()?.Entries() ?? [])
        {
            BedrockApi? api = value.ReadString() switch
            {
                "auto" => BedrockApi.Auto,
                "converse" => BedrockApi.Converse,
                "invoke" => BedrockApi.InvokeModel,
                _ => null,
            };
            if (api is null)
            {
                value.Fault("must be converse, invoke or auto");
            }
            else
            {
                apis[model] = api.Value;
            }
        }

        return apis;
    }
}
