using System.Globalization;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace Outcrop.Gateway.Logging;

/// <summary>Renders an event's message without quotation marks around its texts.</summary>
internal static class LogMessage
{
    private static readonly MessageTemplateTextFormatter Formatter = new("{Message:lj}", CultureInfo.InvariantCulture);

    /// <summary>Renders a message.</summary>
    /// <param name="logEvent">The event.</param>
    public static string Render(LogEvent logEvent)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Formatter.Format(logEvent, text);
        return text.ToString();
    }
}
