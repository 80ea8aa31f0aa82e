using Outcrop.Bedrock;
using Outcrop.Bedrock.Catalog;

namespace Outcrop.Gateway.Configuration;

/// <summary>Reads the <c>bedrock</c> section.</summary>
internal static class BedrockSectionReader
{
    /// <summary>Reads the section.</summary>
    /// <param name="section">The object, if any.</param>
    /// <param name="folder">What its paths are relative to.</param>
    public static BedrockSettings Read(ConfigurationObject? section, string folder)
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
            SurfaceByModel = ReadSurfaces(section.Member("surfaceByModel")),
            StrictParameters = section.Member("strictParameters").ReadBoolean() ?? false,
            DefaultMaxTokens = (int?)section.Member("defaultMaxTokens").ReadInteger(0, int.MaxValue),
            LearnFromRefusals = section.Member("learnFromRefusals").ReadBoolean() ?? true,
            Catalog = ReadCatalog(section.Member("catalog"), folder),
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

    private static Dictionary<string, BedrockApi> ReadApis(ConfigurationNode node) => ReadChoices(
        node,
        static text => text switch
        {
            "auto" => BedrockApi.Auto,
            "converse" => BedrockApi.Converse,
            "invoke" => BedrockApi.InvokeModel,
            "openai-chat" => BedrockApi.OpenAIChat,
            "openai-responses" => BedrockApi.OpenAIResponses,
            "anthropic-messages" => BedrockApi.AnthropicMessages,
            _ => (BedrockApi?)null,
        },
        "must be converse, invoke, openai-chat, openai-responses, anthropic-messages or auto");

    private static Dictionary<string, BedrockSurface> ReadSurfaces(ConfigurationNode node) => ReadChoices(
        node,
        static text => text switch
        {
            "runtime" => BedrockSurface.Runtime,
            "mantle" => BedrockSurface.Mantle,
            _ => (BedrockSurface?)null,
        },
        "must be runtime or mantle");

    private static Dictionary<string, T> ReadChoices<T>(ConfigurationNode node, Func<string?, T?> read, string fault)
        where T : struct
    {
        var choices = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach ((string model, ConfigurationNode value) in node.ReadObject()?.Entries() ?? [])
        {
            if (read(value.ReadString()) is { } choice)
            {
                choices[model] = choice;
            }
            else
            {
                value.Fault(fault);
            }
        }

        return choices;
    }

    /// <summary>A file of changes to the catalogue that ships with this version. Each of its faults is one of the configuration's.</summary>
    private static ModelCatalog? ReadCatalog(ConfigurationNode node, string folder)
    {
        if (node.ReadString() is not { Length: > 0 } file)
        {
            return null;
        }

        try
        {
            return ModelCatalog.Default.With(ModelCatalogOverrides.Load(Path.GetFullPath(file, folder)));
        }
        catch (ModelCatalogException exception)
        {
            foreach (ModelCatalogFault fault in exception.Faults)
            {
                node.Fault(fault.ToString());
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            node.Fault($"cannot be read: {exception.Message}");
        }

        return null;
    }
}
