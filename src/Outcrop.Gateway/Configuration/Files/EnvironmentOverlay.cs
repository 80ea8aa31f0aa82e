using System.Text;

namespace Outcrop.Gateway.Configuration.Files;

/// <summary>
/// The <c>OUTCROP__A__B</c> variables as a tree that lies over the file. Names are compared without case and underscores, so that
/// <c>OUTCROP__SERVER__MAX_REQUEST_BODY_BYTES</c> reaches <c>server.maxRequestBodyBytes</c>.
/// </summary>
internal sealed class EnvironmentOverlay
{
    private const string Prefix = "OUTCROP__";

    private readonly SortedDictionary<string, EnvironmentOverlay> _children = new(StringComparer.Ordinal);

    private EnvironmentOverlay(string name, string variable)
    {
        Name = name;
        Variable = variable;
    }

    /// <summary>The last part of the name, as written.</summary>
    public string Name { get; }

    /// <summary>The variable it came from, for messages.</summary>
    public string Variable { get; private set; }

    /// <summary>The value; <see langword="null"/> where only longer names exist.</summary>
    public string? Value { get; private set; }

    /// <summary>The parts below this one.</summary>
    public IReadOnlyCollection<EnvironmentOverlay> Children => _children.Values;

    /// <summary>Builds the tree: variables of the <c>OUTCROP__</c> form first, the origin's names where those leave a gap.</summary>
    /// <param name="environment">The variables.</param>
    public static EnvironmentOverlay Read(IReadOnlyDictionary<string, string> environment)
    {
        var root = new EnvironmentOverlay("", "");
        foreach ((string variable, string value) in environment)
        {
            if (variable.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && variable.Length > Prefix.Length)
            {
                root.Set(variable, value, variable[Prefix.Length..].Split("__"));
            }
        }

        root.SetOrigin(environment, "PORT", "server", "port");
        root.SetOrigin(environment, "LOG_LEVEL", "logging", "level");
        root.SetOrigin(environment, "LOG_FILE_PATH", "logging", "file");
        root.SetOrigin(environment, "LOG_MAX_SIZE", "logging", "maxSizeMb");
        root.SetOrigin(environment, "LOG_BACKUP_COUNT", "logging", "backups");
        return root;
    }

    /// <summary>The part below this one that a member's name matches.</summary>
    /// <param name="name">The member's name.</param>
    public EnvironmentOverlay? Child(string name) => _children.GetValueOrDefault(Normalize(name));

    /// <summary>A name without case and underscores.</summary>
    /// <param name="name">The name.</param>
    public static string Normalize(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (char character in name)
        {
            if (character != '_')
            {
                text.Append(char.ToLowerInvariant(character));
            }
        }

        return text.ToString();
    }

    private void SetOrigin(IReadOnlyDictionary<string, string> environment, string variable, params string[] path)
    {
        if (environment.TryGetValue(variable, out string? value) && value.Length > 0 && Child(path[0])?.Child(path[1])?.Value is null)
        {
            Set(variable, value, path);
        }
    }

    private void Set(string variable, string value, string[] path)
    {
        EnvironmentOverlay node = this;
        foreach (string part in path)
        {
            string key = Normalize(part);
            if (!node._children.TryGetValue(key, out EnvironmentOverlay? child))
            {
                node._children[key] = child = new EnvironmentOverlay(part, variable);
            }

            node = child;
        }

        node.Variable = variable;
        node.Value = value;
    }
}
