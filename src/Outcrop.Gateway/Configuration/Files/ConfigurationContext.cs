using Outcrop.Gateway.Logging;

namespace Outcrop.Gateway.Configuration.Files;

/// <summary>What one load collects: faults, warnings, secrets to hide, where each value came from. Used by one thread.</summary>
/// <param name="environment">The variables that placeholders take their values from.</param>
/// <param name="files">The files that are read.</param>
/// <param name="folder">What the paths in the file are relative to.</param>
internal sealed class ConfigurationContext(IReadOnlyDictionary<string, string> environment, IConfigurationFiles files, string folder)
{
    /// <summary>What stands in the place of a secret.</summary>
    public static readonly Func<SecretRedactor, string> Mask = static _ => "\"(secret)\"";

    private readonly List<ConfigurationFault> _faults = [];
    private readonly List<(string Path, string Message)> _warnings = [];
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Func<SecretRedactor, string>? Render, string Origin)> _values = new(StringComparer.Ordinal);

    /// <summary>The variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; } = environment;

    /// <summary>The files.</summary>
    public IConfigurationFiles Files { get; } = files;

    /// <summary>What the paths in the file are relative to.</summary>
    public string Folder { get; } = folder;

    /// <summary>What is being read: <c>file</c>, or <c>default</c>.</summary>
    public string Origin { get; set; } = "file";

    /// <summary>Whether there is any fault so far.</summary>
    public bool HasFaults => _faults.Count > 0;

    /// <summary>How many there are so far.</summary>
    public int FaultCount => _faults.Count;

    /// <summary>Every fault so far in the order of the file, without the secrets known by now.</summary>
    public IReadOnlyList<ConfigurationFault> Faults()
    {
        var redactor = new SecretRedactor(_secrets);
        return [.. _faults
            .DistinctBy(fault => (fault.Path, fault.Message))
            .OrderBy(fault => fault.Line ?? int.MaxValue)
            .Select(fault => fault with { Path = redactor.Redact(fault.Path), Message = redactor.Redact(fault.Message) })];
    }

    /// <summary>Every warning so far, one line each, without the secrets known by now.</summary>
    public IReadOnlyList<string> Warnings()
    {
        var redactor = new SecretRedactor(_secrets);
        return [.. _warnings.Select(warning => redactor.Redact($"{warning.Path}: {warning.Message}"))];
    }

    /// <summary>Values that must never be shown.</summary>
    public IReadOnlyCollection<string> Secrets => _secrets;

    /// <summary>Every setting that was asked for, in the order of the paths, without secrets. The text of one that was not given is <see langword="null"/>.</summary>
    public IReadOnlyList<ConfigurationValue> Values()
    {
        var redactor = new SecretRedactor(_secrets);
        return [.. _values.Select(value => new ConfigurationValue(value.Key, value.Value.Render?.Invoke(redactor), value.Value.Origin))];
    }

    /// <summary>Notes a fault.</summary>
    /// <param name="path">Where.</param>
    /// <param name="message">What, without any secret value.</param>
    /// <param name="line">The line, where it is known already.</param>
    public void Fault(string path, string message, int? line = null) => _faults.Add(new ConfigurationFault(path, message) { Line = line ?? LineOf(path) });

    /// <summary>Notes something odd.</summary>
    /// <param name="path">Where.</param>
    /// <param name="message">What.</param>
    public void Warn(string path, string message) => _warnings.Add((path, message));

    /// <summary>Notes where something stands.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="line">The line.</param>
    public void Place(string path, int line) => _lines.TryAdd(path, line);

    /// <summary>Notes a setting.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="render">Gives the value as JSON, once every secret is known; <see langword="null"/> for none.</param>
    /// <param name="origin">Where it comes from.</param>
    public void Value(string path, Func<SecretRedactor, string>? render, string origin) => _values[path] = (render, origin);

    /// <summary>Notes a secret. Short ones are left out: hiding them would eat ordinary words.</summary>
    /// <param name="value">The value.</param>
    public void Secret(string? value)
    {
        if (value is { Length: >= 8 })
        {
            _secrets.Add(value);
        }
    }

    /// <summary>The line of a path, or of what it would stand in.</summary>
    private int? LineOf(string path)
    {
        // What a variable says stands in no line.
        if (path.EndsWith(')'))
        {
            return null;
        }

        for (int end = path.Length; end > 0; end = path.AsSpan(0, end).LastIndexOfAny('.', '['))
        {
            if (_lines.TryGetValue(path[..end], out int line))
            {
                return line;
            }
        }

        return null;
    }
}
