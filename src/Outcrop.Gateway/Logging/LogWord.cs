using System.Globalization;
using System.Text;
using System.Text.Json;
using Serilog.Events;

namespace Outcrop.Gateway.Logging;

/// <summary>A value's text, and the same as JSON. Immutable.</summary>
/// <param name="Text">The text.</param>
/// <param name="Encoded">As JSON.</param>
internal sealed record LogWord(string Text, JsonEncodedText Encoded)
{
    /// <summary>That of a value.</summary>
    /// <param name="value">The value.</param>
    public static LogWord Of(LogEventPropertyValue value)
    {
        string text = value.ToString(null, CultureInfo.InvariantCulture);

        // As UTF-8: half of a surrogate pair cannot be encoded and would cost the whole line.
        return new LogWord(text, JsonEncodedText.Encode(Encoding.UTF8.GetBytes(text)));
    }
}
