using Outcrop.Bedrock.Native.Splicing;
using Outcrop.Gateway.Configuration.Files;

namespace Outcrop.Gateway.Configuration.Sections;

/// <summary>Reads the <c>anthropic</c> section.</summary>
internal static class AnthropicReader
{
    private const string Words = "must be pass, drop, ignore or refuse";

    /// <summary>Reads the section.</summary>
    /// <param name="section">The object, if any.</param>
    public static AnthropicSettings Read(ConfigurationObject? section)
    {
        var defaults = new AnthropicSettings();
        if (section is null)
        {
            return defaults;
        }

        var settings = new AnthropicSettings
        {
            Betas = ReadBetas(section.Member("betas")),
            Members = ReadMembers(section.Member("members")),
            UnknownBetas = ReadWord(section.Member("unknownBetas")) ?? defaults.UnknownBetas,
        };
        section.RefuseUnknown();
        return settings;
    }

    private static Dictionary<string, BetaSetting> ReadBetas(ConfigurationNode node)
    {
        var betas = new Dictionary<string, BetaSetting>(StringComparer.Ordinal);
        foreach ((string name, ConfigurationNode value) in node.ReadObject()?.Entries() ?? [])
        {
            if (value.IsString)
            {
                betas[name] = new BetaSetting { Disposition = ReadWord(value) ?? BetaDisposition.Pass };
            }
            else if (value.ReadObject() is { } row)
            {
                IReadOnlyList<string>? fields = row.Member("fields").ReadStrings();
                foreach (string place in fields ?? [])
                {
                    CheckPlace(row.Member("fields"), place);
                }

                if (!row.Member("bedrock").HasValue && !row.Member("as").HasValue && fields is null)
                {
                    value.Fault(Words);
                }

                betas[name] = new BetaSetting { Disposition = ReadWord(row.Member("bedrock")) ?? BetaDisposition.Pass, As = row.Member("as").ReadString(), Fields = fields };
                row.RefuseUnknown();
            }
            else
            {
                value.Fault(Words);
            }
        }

        return betas;
    }

    private static Dictionary<string, BetaDisposition> ReadMembers(ConfigurationNode node)
    {
        var members = new Dictionary<string, BetaDisposition>(StringComparer.Ordinal);
        foreach ((string place, ConfigurationNode value) in node.ReadObject()?.Entries() ?? [])
        {
            CheckPlace(value, place);
            members[place] = ReadWord(value) ?? BetaDisposition.Pass;
        }

        return members;
    }

    private static void CheckPlace(ConfigurationNode node, string place)
    {
        try
        {
            JsonPlace.Parse(place);
        }
        catch (FormatException)
        {
            node.Fault($"'{place}' is no place such as context_management, tools[].strict, tools[type=computer_] or **.cache_control.scope");
        }
    }

    private static BetaDisposition? ReadWord(ConfigurationNode node)
    {
        if (!node.HasValue)
        {
            return null;
        }

        BetaDisposition? word = node.ReadString() switch
        {
            "pass" => BetaDisposition.Pass,
            "drop" => BetaDisposition.Drop,
            "ignore" => BetaDisposition.Ignore,
            "refuse" => BetaDisposition.Refuse,
            _ => null,
        };
        if (word is null)
        {
            node.Fault(Words);
        }

        return word;
    }
}
