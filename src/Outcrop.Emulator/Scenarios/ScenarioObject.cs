using System.Text;
using System.Text.Json;

namespace Outcrop.Emulator.Scenarios;

/// <summary>A JSON object that is read member by member; what is wrong is noted with its path, and reading goes on. Not thread-safe.</summary>
internal sealed class ScenarioObject
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<EmulatorScenarioFault> _faults;
    private readonly JsonElement _element;

    public ScenarioObject(JsonElement element, string path, List<EmulatorScenarioFault> faults)
    {
        _faults = faults;
        Path = path;
        _element = element;
        if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined))
        {
            Fault(path, "must be an object.");
            _element = default;
        }
    }

    public string Path { get; }

    /// <summary>The members that were asked for: after reading, all there can be.</summary>
    public IReadOnlySet<string> Known => _known;

    public bool Has(string name) => TryGet(name, out _);

    public void Fault(string path, string message) => _faults.Add(new EmulatorScenarioFault(path, message));

    public void FaultAt(string name, string message) => Fault($"{Path}.{name}", message);

    public string? Text(string name) => TryGet(name, out JsonElement value) ? TextOf(value, $"{Path}.{name}") : null;

    public string? OneOf(string name, params ReadOnlySpan<string> allowed)
    {
        string? text = Text(name);
        if (text is not null && !allowed.Contains(text))
        {
            FaultAt(name, $"must be one of {string.Join(", ", allowed.ToArray())}.");
        }

        return text;
    }

    public bool Flag(string name)
    {
        if (!TryGet(name, out JsonElement value))
        {
            return false;
        }

        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            FaultAt(name, "must be true or false.");
        }

        return value.ValueKind == JsonValueKind.True;
    }

    public int? Integer(string name, int least, int most = int.MaxValue)
    {
        if (!TryGet(name, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= least && number <= most)
        {
            return number;
        }

        FaultAt(name, most == int.MaxValue ? $"must be a whole number from {least}." : $"must be a whole number from {least} to {most}.");
        return null;
    }

    public double? Number(string name, double least, double most)
    {
        if (!TryGet(name, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= least && number <= most)
        {
            return number;
        }

        FaultAt(name, FormattableString.Invariant($"must be a number from {least} to {most}."));
        return null;
    }

    /// <summary>A time of at most a day.</summary>
    public TimeSpan? Milliseconds(string name) => Number(name, 0, 86_400_000) is double number ? TimeSpan.FromMilliseconds(number) : null;

    public Dictionary<string, string> Map(string name)
    {
        var map = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (Child(name) is { } child)
        {
            foreach (JsonProperty property in child._element.ValueKind == JsonValueKind.Object ? child._element.EnumerateObject() : default)
            {
                map[property.Name] = TextOf(property.Value, $"{child.Path}.{property.Name}") ?? "";
            }
        }

        return map;
    }

    public List<string> Texts(string name) => [.. Items(name).Select(item => TextOf(item.Value, item.Path) ?? "")];

    public List<ScenarioObject> Objects(string name) => [.. Items(name).Select(item => new ScenarioObject(item.Value, item.Path, _faults))];

    /// <summary>An object inside; <see langword="null"/> without it.</summary>
    public ScenarioObject? Child(string name) => TryGet(name, out JsonElement value) ? new ScenarioObject(value, $"{Path}.{name}", _faults) : null;

    /// <summary>The objects inside an object, by their names.</summary>
    public List<(string Name, ScenarioObject Value)> Named(string name) => Child(name) is { _element.ValueKind: JsonValueKind.Object } child
        ? [.. child._element.EnumerateObject().Select(property => (property.Name, new ScenarioObject(property.Value, $"{child.Path}.{property.Name}", _faults)))]
        : [];

    /// <summary>The whole object, as it stands.</summary>
    public string Raw() => _element.ValueKind == JsonValueKind.Undefined ? "{}" : _element.GetRawText();

    /// <summary>Any JSON, as it stands.</summary>
    public string? Raw(string name) => TryGet(name, out JsonElement value) ? value.GetRawText() : null;

    public byte[]? Base64(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        if (Convert.TryFromBase64String(text, bytes, out int length))
        {
            return bytes[..length];
        }

        FaultAt(name, "must be base64.");
        return null;
    }

    /// <summary>Notes the members that nobody asked for.</summary>
    public void End()
    {
        if (_element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (JsonProperty property in _element.EnumerateObject())
        {
            if (!_known.Contains(property.Name))
            {
                FaultAt(property.Name, $"is not known here; there are {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
            }
        }
    }

    private bool TryGet(string name, out JsonElement value)
    {
        _known.Add(name);
        value = default;
        return _element.ValueKind == JsonValueKind.Object && _element.TryGetProperty(name, out value);
    }

    private string? TextOf(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            Fault(path, "must be a text.");
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            Fault(path, "holds half a surrogate pair, which is no text.");
            return null;
        }
    }

    private List<(JsonElement Value, string Path)> Items(string name)
    {
        if (!TryGet(name, out JsonElement value))
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            FaultAt(name, "must be an array.");
            return [];
        }

        return [.. value.EnumerateArray().Select((item, i) => (item, $"{Path}.{name}[{i}]"))];
    }
}
