using System.Text.Json.Nodes;

namespace Outcrop.Gateway.Configuration.Files;

/// <summary>An object of the configuration. Members that nobody asked for are unknown, and unknown members are faults.</summary>
internal sealed class ConfigurationObject
{
    private readonly ConfigurationContext _context;
    private readonly JsonObject? _json;
    private readonly EnvironmentOverlay? _overlay;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _knownOverlay = new(StringComparer.Ordinal);

    /// <summary>Creates an object.</summary>
    /// <param name="context">The load.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="json">What the file says.</param>
    /// <param name="overlay">What the environment says.</param>
    public ConfigurationObject(ConfigurationContext context, string path, JsonObject? json, EnvironmentOverlay? overlay)
    {
        _context = context;
        Path = path;
        _json = json;
        _overlay = overlay;
    }

    /// <summary>Where it stands.</summary>
    public string Path { get; }

    /// <summary>Whether any of these members is there.</summary>
    /// <param name="names">Their names.</param>
    public bool HasAny(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (Member(name).HasValue)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A member, whether it is there or not; from now on it is known.</summary>
    /// <param name="name">Its name.</param>
    public ConfigurationNode Member(string name)
    {
        _known.Add(name);
        _knownOverlay.Add(EnvironmentOverlay.Normalize(name));
        JsonNode? value = null;
        bool isWritten = _json is not null && _json.TryGetPropertyValue(name, out value);
        return new ConfigurationNode(_context, PathOf(name), value, isWritten, _overlay?.Child(name));
    }

    /// <summary>Every member, for objects whose names are data; those that only the environment names come last, by the name's lower case.</summary>
    public IReadOnlyList<(string Name, ConfigurationNode Value)> Entries()
    {
        var names = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, _) in _json ?? [])
        {
            names.Add(name);
            seen.Add(EnvironmentOverlay.Normalize(name));
        }

        foreach (EnvironmentOverlay child in _overlay?.Children ?? [])
        {
            if (seen.Add(EnvironmentOverlay.Normalize(child.Name)))
            {
                names.Add(child.Name.ToLowerInvariant());
            }
        }

        return [.. names.Select(name => (name, Member(name)))];
    }

    /// <summary>Notes a fault for every member that nobody asked for.</summary>
    public void RefuseUnknown() => VisitUnknown((path, name) => _context.Fault(path, Unknown(name)));

    /// <summary>Notes a warning for every member that nobody asked for; a placeholder in it without a value is still a fault.</summary>
    public void WarnOfUnknown() => VisitUnknown((path, name) =>
    {
        _context.Warn(path, "is not used by Outcrop");
        Member(name).RequirePlaceholders();
    });

    /// <summary>Notes a fault for every placeholder below that has no value.</summary>
    public void RequirePlaceholders()
    {
        foreach ((_, ConfigurationNode value) in Entries())
        {
            value.RequirePlaceholders();
        }
    }

    private void VisitUnknown(Action<string, string> visit)
    {
        foreach ((string name, _) in _json ?? [])
        {
            if (!_known.Contains(name))
            {
                visit(PathOf(name), name);
            }
        }

        foreach (EnvironmentOverlay child in _overlay?.Children ?? [])
        {
            if (!_knownOverlay.Contains(EnvironmentOverlay.Normalize(child.Name)))
            {
                visit($"{PathOf(child.Name)} ({child.Variable})", child.Name);
            }
        }
    }

    private string Unknown(string name) =>
        $"unknown member; {(NearestName.Find(name, _known) is { } near ? $"did you mean '{near}'? " : "")}known are {string.Join(", ", _known)}";

    private string PathOf(string name) => ConfigurationFile.PathOf(Path, name);
}
