using System.Runtime.CompilerServices;
using System.Text.Json;
using Serilog.Events;
using Serilog.Formatting;

namespace Outcrop.Gateway.Logging;

/// <summary>One JSON object per event and line. Secrets are taken out here, behind every call site; the encoder escapes everything that could break a line or drive a terminal. Thread-safe.</summary>
/// <param name="redactor">Takes the secrets out.</param>
internal sealed class SafeJsonFormatter(SecretRedactor redactor) : ITextFormatter
{
    // An event's id is the same object each time, and the most expensive of its values to render.
    private static readonly ConditionalWeakTable<StructureValue, LogWord> Structures = [];

    // Console and file get the same event one after the other, on the thread that logged it: it is formatted for the first and copied for the second.
    [ThreadStatic]
    private static Line t_last;

    [ThreadStatic]
    private static LogLineBuilder? t_builder;

    /// <inheritdoc/>
    public void Format(LogEvent logEvent, TextWriter output)
    {
        if (!ReferenceEquals(t_last.Event, logEvent) || !ReferenceEquals(t_last.Formatter, this))
        {
            t_last = new Line(logEvent, this, Render(logEvent));
        }

        output.Write(t_last.Text);
    }

    /// <summary>Renders an event: (1) gather its texts, (2) search all of them at once for secrets, which nearly always finds none, (3) write them, each redacted where it did.</summary>
    private string Render(LogEvent logEvent)
    {
        LogLineBuilder line = t_builder ??= new LogLineBuilder();
        t_builder = null;
        line.Clear();

        // 1
        line.Add(LogMessage.Render(logEvent));
        foreach ((string name, LogEventPropertyValue value) in logEvent.Properties)
        {
            line.Add(name);
            line.Add(TextOf(value));
        }

        if (logEvent.Exception is { } exception)
        {
            line.Add(exception.ToString());
        }

        // 2
        if (!redactor.IsClean(line.Gathered))
        {
            line.Redact(redactor);
        }

        // 3
        Utf8JsonWriter writer = line.Begin();
        writer.WriteStartObject();
        writer.WriteString("time"u8, logEvent.Timestamp.UtcDateTime);
        writer.WriteString("level"u8, NameOf(logEvent.Level));
        writer.WriteString("message"u8, line.Next());
        foreach ((_, LogEventPropertyValue value) in logEvent.Properties)
        {
            writer.WritePropertyName(line.Next()!);
            WriteValue(writer, value, line);
        }

        if (logEvent.Exception is not null)
        {
            writer.WriteString("exception"u8, line.Next());
        }

        writer.WriteEndObject();
        string text = line.End();
        t_builder = line;
        return text;
    }

    /// <summary>The text of a value that is written as one; <see langword="null"/> for the others.</summary>
    private static string? TextOf(LogEventPropertyValue value) => value switch
    {
        ScalarValue { Value: null or int or long or short or byte or bool } => null,
        ScalarValue { Value: double number } when double.IsFinite(number) => null,
        ScalarValue { Value: string text } => text,
        ScalarValue { Value: Enum word } => word.ToString(),
        StructureValue structure => Structures.GetValue(structure, static one => LogWord.Of(one)).Text,
        _ => LogWord.Of(value).Text,
    };

    private static void WriteValue(Utf8JsonWriter writer, LogEventPropertyValue value, LogLineBuilder line)
    {
        string? text = line.Next();
        switch ((value as ScalarValue)?.Value)
        {
            case int number:
                writer.WriteNumberValue(number);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case short number:
                writer.WriteNumberValue(number);
                break;
            case byte number:
                writer.WriteNumberValue(number);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case double number when text is null:
                writer.WriteNumberValue(number);
                break;
            case null when text is null:
                writer.WriteNullValue();
                break;
            case null when value is StructureValue structure && Structures.TryGetValue(structure, out LogWord? word) && ReferenceEquals(word.Text, text):
                writer.WriteStringValue(word.Encoded);
                break;
            default:
                writer.WriteStringValue(text);
                break;
        }
    }

    private static string NameOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => nameof(LogEventLevel.Verbose),
        LogEventLevel.Debug => nameof(LogEventLevel.Debug),
        LogEventLevel.Information => nameof(LogEventLevel.Information),
        LogEventLevel.Warning => nameof(LogEventLevel.Warning),
        LogEventLevel.Error => nameof(LogEventLevel.Error),
        LogEventLevel.Fatal => nameof(LogEventLevel.Fatal),
        _ => level.ToString(),
    };

    private readonly record struct Line(LogEvent Event, SafeJsonFormatter Formatter, string Text);
}
