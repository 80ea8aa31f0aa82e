using Outcrop.Gateway.Configuration.Files;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Configuration.Sections;

/// <summary>Reads the <c>moderation</c> section.</summary>
internal static class ModerationReader
{
    /// <summary>Reads the section.</summary>
    /// <param name="section">The object, if any.</param>
    public static ModerationSettings Read(ConfigurationObject? section)
    {
        var defaults = new ModerationSettings();
        if (section is null)
        {
            return defaults;
        }

        ConfigurationNode guardrail = section.Member("guardrail");
        ConfigurationNode version = section.Member("version");
        var settings = new ModerationSettings { Guardrail = guardrail.ReadString(), Version = version.ReadString() ?? defaults.Version };
        if (settings.Guardrail is { } id && !ModelRouter.IsModelId(id))
        {
            guardrail.Fault("must be a guardrail's id or ARN");
        }

        if (settings.Version != "DRAFT" && (settings.Version.Length is 0 or > 8 || settings.Version.AsSpan().ContainsAnyExceptInRange('0', '9')))
        {
            version.Fault("must be DRAFT or a number");
        }

        section.RefuseUnknown();
        return settings;
    }
}
