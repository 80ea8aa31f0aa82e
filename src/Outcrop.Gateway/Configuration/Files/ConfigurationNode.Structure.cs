using System.Globalization;
using System.Text.Json.Nodes;

namespace Outcrop.Gateway.Configuration.Files;

/// <content>Values that hold others.</content>
internal sealed partial class ConfigurationNode
{
    /// <summary>Reads an object; <see langword="null"/> when there is none.</summary>
    public ConfigurationObject? ReadObject()
    {
        if (!HasValue)
        {
            return null;
        }

        if (_overlay?.Value is not null || (_json is not null and not JsonObject))
        {
            Fault("must be an object");
            return null;
        }

        return new ConfigurationObject(_context, Path, _json as JsonObject, _overlay);
    }

    /// <summary>Reads the items of an array.</summary>
    public IReadOnlyList<ConfigurationNode> ReadItems()
    {
        if (_overlay?.Value is not null || (_json is not null and not JsonArray))
        {
            Fault("must be an array");
            return [];
        }

        var items = new List<ConfigurationNode>();
        var array = _json as JsonArray;
        int count = Math.Max(array?.Count ?? 0, HighestIndex() + 1);
        for (int index = 0; index < count; index++)
        {
            string name = index.ToString(CultureInfo.InvariantCulture);
            items.Add(new ConfigurationNode(_context, $"{Path}[{name}]", index < array?.Count ? array[index] : null, true, _overlay?.Child(name)));
        }

        return items;
    }

    /// <summary>The file's own value, unread.</summary>
    public JsonNode? ReadRaw() => _json;

    /// <summary>The value's JSON as written, placeholders not filled; <see langword="null"/> unless it is an object.</summary>
    public string? ReadRawObject()
    {
        if (_json is JsonObject)
        {
            string text = _json.ToJsonString();
            Note(_ => text);
            return text;
        }

        if (HasValue)
        {
            Fault("must be an object");
        }

        return null;
    }

    /// <summary>Notes a fault for every placeholder here and below that has no value, in parts that are otherwise not read.</summary>
    public void RequirePlaceholders()
    {
        if (IsString)
        {
            ReadString();
        }
        else if (_json is JsonArray)
        {
            foreach (ConfigurationNode item in ReadItems())
            {
                item.RequirePlaceholders();
            }
        }
        else if (_json is JsonObject)
        {
            ReadObject()?.RequirePlaceholders();
        }
    }

    private int HighestIndex()
    {
        int highest = -1;
        foreach (EnvironmentOverlay child in _overlay?.Children ?? [])
        {
            if (int.TryParse(child.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < 10_000)
            {
                highest = Math.Max(highest, index);
            }
            else
            {
                _context.Fault($"{Path} ({child.Variable})", "an array's items are numbered from 0");
            }
        }

        return highest;
    }
}
