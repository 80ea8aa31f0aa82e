using System.Security.Cryptography;
using Outcrop.Bedrock.Catalog;
using Outcrop.Gateway.Configuration.Files;

namespace Outcrop.Gateway.Configuration.Sections;

/// <summary>Reads the <c>bedrock</c> section.</summary>
internal static class BedrockSectionReader
{
    /// <summary>Reads the section.</summary>
    /// <param name="section">The object, if any.</param>
    /// <param name="context">The load.</param>
    public static BedrockSettings Read(ConfigurationObject? section, ConfigurationContext context)
    {
        if (section is null)
        {
            return new BedrockSettings();
        }

        (ModelCatalog? catalog, string? catalogHash) = ReadCatalog(section.Member("catalog"), context);
        var settings = new BedrockSettings
        {
            Region = section.Member("region").ReadString(),
            Endpoint = AccountsReader.ReadUri(section.Member("endpoint")),
            StsEndpoint = AccountsReader.ReadUri(section.Member("stsEndpoint")),
            UseFips = section.Member("useFips").ReadBoolean(),
            UseDualStack = section.Member("useDualStack").ReadBoolean(),
            Credentials = AccountsReader.ReadCredentials(section, isStrict: false),
            ApiByModel = Choices.ReadByModel(section.Member("apiByModel"), Choices.Apis),
            SurfaceByModel = Choices.ReadByModel(section.Member("surfaceByModel"), Choices.Surfaces),
            StrictParameters = section.Member("strictParameters").ReadBoolean() ?? false,
            DefaultMaxTokens = (int?)section.Member("defaultMaxTokens").ReadInteger(0, int.MaxValue),
            LearnFromRefusals = section.Member("learnFromRefusals").ReadBoolean() ?? true,
            Catalog = catalog,
            CatalogHash = catalogHash,
            BaseModels = SectionReader.ReadTexts(section.Member("baseModels")),
        };
        if (settings.Endpoint is not null && (settings.UseFips == true || settings.UseDualStack == true))
        {
            section.Member("endpoint").Fault("cannot be used together with useFips or useDualStack");
        }

        section.RefuseUnknown();
        return settings;
    }

    /// <summary>A file of changes to the catalogue that ships with this version. Each of its faults is one of the configuration's.</summary>
    private static (ModelCatalog? Catalog, string? Hash) ReadCatalog(ConfigurationNode node, ConfigurationContext context)
    {
        if (node.ReadString() is not { Length: > 0 } file)
        {
            return default;
        }

        try
        {
            string path = Path.GetFullPath(file, context.Folder);
            byte[] bytes = context.Files.Read(path);
            return (ModelCatalog.Default.With(ModelCatalogOverrides.Parse(bytes, Path.GetFileName(path))), Convert.ToHexString(SHA256.HashData(bytes)));
        }
        catch (ModelCatalogException exception)
        {
            foreach (ModelCatalogFault fault in exception.Faults)
            {
                node.Fault(fault.ToString());
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            node.Fault($"cannot be read: {exception.Message}");
        }

        return default;
    }
}
