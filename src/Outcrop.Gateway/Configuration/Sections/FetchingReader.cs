using Outcrop.Gateway.Configuration.Files;

namespace Outcrop.Gateway.Configuration.Sections;

/// <summary>Reads the <c>fetching</c> section.</summary>
internal static class FetchingReader
{
    private const int Longest = 25 * 1024 * 1024;

    /// <summary>Reads the section.</summary>
    /// <param name="section">The object, if any.</param>
    public static FetchingSettings Read(ConfigurationObject? section)
    {
        var defaults = new FetchingSettings();
        if (section is null)
        {
            return defaults;
        }

        var settings = new FetchingSettings
        {
            Enabled = section.Member("enabled").ReadBoolean() ?? defaults.Enabled,
            AllowHttp = section.Member("allowHttp").ReadBoolean() ?? defaults.AllowHttp,
            MaxBytes = (int)(section.Member("maxBytes").ReadInteger(1024, Longest) ?? defaults.MaxBytes),
            MaxFiles = (int)(section.Member("maxFiles").ReadInteger(1, 100) ?? defaults.MaxFiles),
            Timeout = section.Member("timeout").ReadSeconds() ?? defaults.Timeout,
            S3Buckets = section.Member("s3Buckets").ReadStrings() ?? defaults.S3Buckets,
        };
        section.RefuseUnknown();
        return settings;
    }
}
