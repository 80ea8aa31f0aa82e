using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Outcrop.Gateway.Configuration;

/// <summary>One value of the configuration: what the file says with what the environment lays over it. Reading a wrong one notes a fault and gives <see langword="null"/>, so that all faults are found in one go.</summary>
internal sealed class ConfigurationNode
{
    private readonly ConfigurationContext _context;
    private readonly JsonNode? _json;
    private readonly EnvironmentOverlay? _overlay;

    /// <summary>Creates a node.</summary>
    /// <param name="context">The load.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="json">What the file says; <see langword="null"/> when it says nothing or null.</param>
    /// <param name="isWritten">Whether the file has the member, null included.</param>
    /// <param name="overlay">What the environment says.</param>
    public ConfigurationNode(ConfigurationContext context, string path, JsonNode? json, bool isWritten, EnvironmentOverlay? overlay)
    {
        _context = context;
        Path = path;
        _json = json;
        IsWritten = isWritten || overlay is not null;
        _overlay = overlay;
    }

    /// <summary>Where it stands.</summary>
    public string Path { get; }

    /// <summary>Whether there is a value, null included.</summary>
    public bool IsWritten { get; }

    /// <summary>Whether there is a value that is not null.</summary>
    public bool HasValue => _json is not null || _overlay is not null;

    /// <summary>Whether the file itself has a value that is not null.</summary>
    public bool HasJson => _json is not null;

    /// <summary>Whether the value is a string.</summary>
    public bool IsString => _overlay?.Value is not null || _json?.GetValueKind() == JsonValueKind.String;

    /// <summary>Notes a fault here.</summary>
    /// <param name="message">What is wrong.</param>
    public void Fault(string message) => _context.Fault(_overlay?.Value is not null ? $"{Path} ({_overlay.Variable})" : Path, message);

    /// <summary>Notes something odd here.</summary>
    /// <param name="message">What.</param>
    public void Warn(string message) => _context.Warn(Path, message);

    /// <summary>Reads a string with its placeholders filled.</summary>
    public string? ReadString() => ReadText(out _);

    /// <summary>Reads a secret, which only the environment may give.</summary>
    /// <param name="required">Whether an empty one is a fault, and not none.</param>
    public string? ReadSecret(bool required = false)
    {
        int faults = _context.Faults.Count;
        string? text = ReadText(out bool fromEnvironment);
        if (_context.Faults.Count > faults)
        {
            // Its variable is not set, which has been said; nothing secret stands in the file.
            return null;
        }

        if (text is not null && !fromEnvironment)
        {
            Fault("a secret must not stand in the file; write ${NAME} and set that environment variable");
            return null;
        }

        _context.Secret(text);
        if (required && text is "")
        {
            Fault("is empty");
        }

        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>Reads a whole number.</summary>
    /// <param name="least">The least allowed.</param>
    /// <param name="most">The most allowed.</param>
    public long? ReadInteger(long least, long most)
    {
        if (ReadNumber(out bool isPresent) is { } number && Math.Floor(number) == number && number >= least && number <= most)
        {
            return (long)number;
        }

        if (isPresent)
        {
            Fault($"must be a whole number from {least} to {most}");
        }

        return null;
    }

    /// <summary>Reads a number.</summary>
    /// <param name="least">The least allowed.</param>
    /// <param name="most">The most allowed.</param>
    public double? ReadDouble(double least, double most)
    {
        if (ReadNumber(out bool isPresent) is { } number && number >= least && number <= most)
        {
            return number;
        }

        if (isPresent)
        {
            Fault(string.Create(CultureInfo.InvariantCulture, $"must be a number from {least} to {most}"));
        }

        return null;
    }

    /// <summary>Reads a number of seconds above zero.</summary>
    public TimeSpan? ReadSeconds() => ReadDouble(0.001, 86_400) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Reads a truth value.</summary>
    public bool? ReadBoolean()
    {
        JsonValueKind kind = _overlay?.Value is null && _json is not null ? _json.GetValueKind() : JsonValueKind.Null;
        if (kind is JsonValueKind.True or JsonValueKind.False)
        {
            return kind == JsonValueKind.True;
        }

        if (IsString)
        {
            string? text = ReadText(out bool fromEnvironment);
            if (fromEnvironment && bool.TryParse(text, out bool value))
            {
                return value;
            }
        }

        if (HasValue)
        {
            Fault("must be true or false");
        }

        return null;
    }

    /// <summary>Reads a list of strings; from the environment also as comma-separated text.</summary>
    public IReadOnlyList<string>? ReadStrings()
    {
        if (_overlay?.Value is { } text)
        {
            return text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }

        return HasValue ? [.. ReadItems().Select(item => item.ReadString()).OfType<string>()] : null;
    }

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
            return _json.ToJsonString();
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

    private string? ReadText(out bool fromEnvironment)
    {
        fromEnvironment = _overlay?.Value is not null;
        if (fromEnvironment)
        {
            return _overlay!.Value;
        }

        if (_json is null)
        {
            return null;
        }

        if (_json.GetValueKind() != JsonValueKind.String)
        {
            Fault("must be a string");
            return null;
        }

        try
        {
            return PlaceholderText.Expand(_json.GetValue<string>(), Path, _context, out fromEnvironment);
        }
        catch (InvalidOperationException)
        {
            // System.Text.Json finds half a surrogate pair only when the text is asked for.
            Fault("is not valid text");
            return null;
        }
    }

    private double? ReadNumber(out bool isPresent)
    {
        isPresent = HasValue;
        if (!IsString)
        {
            return _json?.GetValueKind() == JsonValueKind.Number && _json.AsValue().TryGetValue(out double number) && double.IsFinite(number) ? number : null;
        }

        // Text is a number only when it came from the environment, which has nothing but text.
        string? text = ReadText(out bool fromEnvironment);
        return fromEnvironment && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed) && double.IsFinite(parsed) ? parsed : null;
    }
}
