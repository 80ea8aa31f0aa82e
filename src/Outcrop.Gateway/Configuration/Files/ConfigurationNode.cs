using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outcrop.Gateway.Logging;

namespace Outcrop.Gateway.Configuration.Files;

/// <summary>One value of the configuration: what the file says with what the environment lays over it. Reading a wrong one notes a fault and gives <see langword="null"/>, so that all faults are found in one go.</summary>
internal sealed partial class ConfigurationNode
{
    private const string FileReference = "file:";

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
    /// <param name="isSensitive">Whether nobody need see it, although it is no secret.</param>
    public string? ReadString(bool isSensitive = false)
    {
        string? text = ReadText(out _);
        Note(text is null ? null : isSensitive ? ConfigurationContext.Mask : redactor => Quote(redactor.Redact(text)));
        return text;
    }

    /// <summary>Reads a secret, which the environment gives (<c>${NAME}</c>), or a file of its own (<c>file:PATH</c>).</summary>
    /// <param name="required">Whether an empty one is a fault, and not none.</param>
    public string? ReadSecret(bool required = false)
    {
        int faults = _context.FaultCount;
        string? text = ReadText(out bool fromEnvironment);
        if (_context.FaultCount > faults)
        {
            // Its variable is not set, which has been said; nothing secret stands in the file.
            _context.Value(Path, null, OriginOf());
            return null;
        }

        string? origin = null;
        if (text is not null && text.StartsWith(FileReference, StringComparison.Ordinal))
        {
            string file = text[FileReference.Length..];
            (text, origin) = ReadSecretFile(file);
        }
        else if (!string.IsNullOrEmpty(text) && !fromEnvironment)
        {
            // It is one all the same, and no message may show it.
            _context.Secret(text);
            _context.Value(Path, ConfigurationContext.Mask, OriginOf());
            Fault("a secret must not stand in the file; write ${NAME} and set that environment variable, or file:PATH");
            return null;
        }

        _context.Secret(text);
        if (required && text is "")
        {
            Fault("is empty");
        }

        _context.Value(Path, string.IsNullOrEmpty(text) ? null : ConfigurationContext.Mask, origin ?? OriginOf());
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>Reads a whole number.</summary>
    /// <param name="least">The least allowed.</param>
    /// <param name="most">The most allowed.</param>
    public long? ReadInteger(long least, long most)
    {
        if (ReadNumber(out bool isPresent) is { } number && Math.Floor(number) == number && number >= least && number <= most)
        {
            Note(_ => ((long)number).ToString(CultureInfo.InvariantCulture));
            return (long)number;
        }

        if (isPresent)
        {
            Fault($"must be a whole number from {least} to {most}");
        }

        Note(null);
        return null;
    }

    /// <summary>Reads a number.</summary>
    /// <param name="least">The least allowed.</param>
    /// <param name="most">The most allowed.</param>
    public double? ReadDouble(double least, double most)
    {
        if (ReadNumber(out bool isPresent) is { } number && number >= least && number <= most)
        {
            Note(_ => number.ToString(CultureInfo.InvariantCulture));
            return number;
        }

        if (isPresent)
        {
            Fault(string.Create(CultureInfo.InvariantCulture, $"must be a number from {least} to {most}"));
        }

        Note(null);
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
            return Noted(kind == JsonValueKind.True);
        }

        bool isRefused = false;
        if (IsString && bool.TryParse(ReadVariable(out isRefused), out bool value))
        {
            return Noted(value);
        }

        if (HasValue && !isRefused)
        {
            Fault("must be true or false");
        }

        Note(null);
        return null;
    }

    /// <summary>Reads a list of strings; from the environment also as comma-separated text.</summary>
    public IReadOnlyList<string>? ReadStrings()
    {
        if (_overlay?.Value is { } text)
        {
            Note(redactor => Quote(redactor.Redact(text)));
            return text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }

        if (!HasValue)
        {
            Note(null);
            return null;
        }

        var strings = new List<string>();
        foreach (ConfigurationNode item in ReadItems())
        {
            if (item.ReadText(out _) is { } value)
            {
                strings.Add(value);
            }
            else if (!item.HasValue)
            {
                item.Fault("must be a string");
            }
        }

        Note(redactor => $"[{string.Join(',', strings.Select(text => Quote(redactor.Redact(text))))}]");
        return strings;
    }

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private void Note(Func<SecretRedactor, string>? render) => _context.Value(Path, render, OriginOf());

    private bool Noted(bool value)
    {
        Note(value ? static _ => "true" : static _ => "false");
        return value;
    }

    private string OriginOf() => _overlay?.Value is not null ? $"environment {_overlay.Variable}"
        : _json is null ? "default"
        : IsString && PlaceholderText.NamesOf(_json.GetValue<JsonElement>(), _context.Environment) is { Length: > 0 } names ? $"environment {names}"
        : _context.Origin;

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

        string? text = ReadVariable(out bool isRefused);
        isPresent = !isRefused;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed) && double.IsFinite(parsed) ? parsed : null;
    }

    /// <summary>Text that may stand for a number or a truth value: that of a variable, which has nothing but text, or of its default. A string that names none is neither.</summary>
    /// <param name="isRefused">Whether its fault has been told already.</param>
    private string? ReadVariable(out bool isRefused)
    {
        int faults = _context.FaultCount;
        string? text = ReadText(out bool fromEnvironment);
        isRefused = _context.FaultCount > faults;
        return !isRefused && (fromEnvironment || text != _json!.GetValue<string>()) ? text : null;
    }
}
