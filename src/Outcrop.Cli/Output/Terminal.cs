using System.Text;

namespace Outcrop.Cli.Output;

/// <summary>Where a command writes: data to standard output, words to standard error. Colours only on a terminal, and never with <c>NO_COLOR</c>.</summary>
internal sealed class Terminal
{
    private readonly bool _colours;

    /// <summary>Creates a terminal.</summary>
    /// <param name="output">Data.</param>
    /// <param name="error">Words.</param>
    /// <param name="colours">Whether words may be coloured.</param>
    /// <param name="width">How many characters a line of data has; <see langword="null"/>: any number, since it is no terminal.</param>
    public Terminal(TextWriter output, TextWriter error, bool colours, int? width = null)
    {
        Width = width;
        Output = output;
        Error = error;
        _colours = colours;
    }

    /// <summary>Data.</summary>
    public TextWriter Output { get; }

    /// <summary>Words.</summary>
    public TextWriter Error { get; }

    /// <summary>How many characters a line of data has; <see langword="null"/> where nothing bounds it.</summary>
    public int? Width { get; }

    /// <summary>The process's own terminal.</summary>
    public static Terminal ForProcess() => new(
        new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true },
        new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true },
        !Console.IsErrorRedirected && !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
        !Console.IsOutputRedirected && Console.WindowWidth > 0 ? Console.WindowWidth : null);

    /// <summary>Green.</summary>
    public string Good(string text) => Paint("32", text);

    /// <summary>Yellow.</summary>
    public string Warn(string text) => Paint("33", text);

    /// <summary>Red.</summary>
    public string Bad(string text) => Paint("31", text);

    /// <summary>Faint.</summary>
    public string Faint(string text) => Paint("2", text);

    /// <summary>Bold.</summary>
    public string Strong(string text) => Paint("1", text);

    /// <summary>Text from elsewhere, such as a model or a service, without the control characters that could drive a terminal.</summary>
    /// <param name="text">The text.</param>
    public static string Safe(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            safe.Append(char.IsControl(c) && c is not ('\n' or '\t') ? '\uFFFD' : c);
        }

        return safe.ToString();
    }

    private string Paint(string code, string text) => _colours ? $"\e[{code}m{text}\e[0m" : text;
}
