using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Serilog.Events;
using Serilog.Formatting;

namespace Outcrop.Gateway.Logging;

/// <summary>One JSON object per event and line. Secrets are taken out here, behind every call site; the encoder escapes everything that could break a line or drive a terminal. Thread-safe.</summary>
/// <param name="redactor">Takes the secrets out.</param>
internal sealed class SafeJsonFormatter(SecretRedactor redactor) : ITextFormatter
{
    // Console and file get the same event one after the other, on the thread that logged it: it is formatted for the first and copied for the second.
    [ThreadStatic]
    private static Line t_last;

    /// <inheritdoc/>
    public void Format(LogEvent logEvent, TextWriter output)
    {
        if (!ReferenceEquals(t_last.Event, logEvent) || !ReferenceEquals(t_last.Formatter, this))
        {
            t_last = new Line(logEvent, this, Render(logEvent));
        }

        output.Write(t_last.Text);
    }

    private string Render(LogEvent logEvent)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("time"u8, logEvent.Timestamp.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            writer.WriteString("level"u8, logEvent.Level.ToString());
            writer.WriteString("message"u8, redactor.Redact(LogMessage.Render(logEvent)));
            foreach ((string name, LogEventPropertyValue value) in logEvent.Properties)
            {
                WriteProperty(writer, name, value);
            }

            if (logEvent.Exception is { } exception)
            {
                writer.WriteString("exception"u8, redactor.Redact(exception.ToString()));
            }

            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void WriteProperty(Utf8JsonWriter writer, string name, LogEventPropertyValue value)
    {
        writer.WritePropertyName(redactor.Redact(name));
        switch (value)
        {
            case ScalarValue { Value: null }:
                writer.WriteNullValue();
                break;
            case ScalarValue { Value: int or long or short or byte }:
                writer.WriteNumberValue(Convert.ToInt64(((ScalarValue)value).Value, CultureInfo.InvariantCulture));
                break;
            case ScalarValue { Value: double number } when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case ScalarValue { Value: bool flag }:
                writer.WriteBooleanValue(flag);
                break;
            case ScalarValue { Value: string text }:
                writer.WriteStringValue(redactor.Redact(text));
                break;
            default:
                writer.WriteStringValue(redactor.Redact(value.ToString(null, CultureInfo.InvariantCulture)));
                break;
        }
    }

    private readonly record struct Line(LogEvent Event, SafeJsonFormatter Formatter, string Text);
}
