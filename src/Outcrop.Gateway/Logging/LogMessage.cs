using System.Globalization;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace Outcrop.Gateway.Logging;

/// <summary>Renders an event's message without quotation marks around its texts.</summary>
internal static class LogMessage
{
    private const int Longest = 16 * 1024;
    private static readonly MessageTemplateTextFormatter Formatter = new("{Message:lj}", CultureInfo.InvariantCulture);

    [ThreadStatic]
    private static StringWriter? t_writer;

    /// <summary>Renders a message.</summary>
    /// <param name="logEvent">The event.</param>
    public static string Render(LogEvent logEvent)
    {
        StringWriter writer = t_writer ?? new StringWriter(CultureInfo.InvariantCulture);
        t_writer = null;
        Formatter.Format(logEvent, writer);
        string text = writer.ToString();
        if (text.Length <= Longest)
        {
            writer.GetStringBuilder().Clear();
            t_writer = writer;
        }

        return text;
    }
}
