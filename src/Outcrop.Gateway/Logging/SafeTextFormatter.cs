using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;

namespace Outcrop.Gateway.Logging;

/// <summary>One event per line for people at a terminal; an exception's stack follows indented. Secrets and control characters are taken out here. Thread-safe.</summary>
/// <param name="redactor">Takes the secrets out.</param>
internal sealed class SafeTextFormatter(SecretRedactor redactor) : ITextFormatter
{
    /// <inheritdoc/>
    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write(logEvent.Timestamp.ToString("HH:mm:ss ", CultureInfo.InvariantCulture));
        output.Write(LevelOf(logEvent.Level));
        output.Write(' ');
        output.WriteLine(LogText.Escape(redactor.Redact(LogMessage.Render(logEvent))));
        foreach (string line in logEvent.Exception is { } exception ? redactor.Redact(exception.ToString()).Split('\n') : [])
        {
            output.Write("    ");
            output.WriteLine(LogText.Escape(line.TrimEnd('\r')));
        }
    }

    private static string LevelOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => "trc",
        LogEventLevel.Debug => "dbg",
        LogEventLevel.Information => "inf",
        LogEventLevel.Warning => "WRN",
        LogEventLevel.Error => "ERR",
        LogEventLevel.Fatal => "CRT",
        _ => throw new InvalidOperationException($"No such level: {level}."),
    };
}
