using Outcrop.Gateway.Configuration.Files;

namespace Outcrop.Gateway.Configuration.Sections;

/// <summary>Reads the <c>bedrockNative</c> section.</summary>
internal static class BedrockNativeReader
{
    /// <summary>Reads the section.</summary>
    /// <param name="section">The object, if any.</param>
    public static BedrockNativeSettings Read(ConfigurationObject? section)
    {
        var defaults = new BedrockNativeSettings();
        if (section is null)
        {
            return defaults;
        }

        var settings = new BedrockNativeSettings
        {
            ControlPlane = section.Member("controlPlane").ReadBoolean() ?? defaults.ControlPlane,
            AsyncInvoke = section.Member("asyncInvoke").ReadBoolean() ?? defaults.AsyncInvoke,
            OutputBuckets = section.Member("outputBuckets").ReadStrings(),
            InputBuckets = section.Member("inputBuckets").ReadStrings(),
            Guardrails = section.Member("guardrails").ReadStrings(),
        };
        section.RefuseUnknown();
        return settings;
    }
}
