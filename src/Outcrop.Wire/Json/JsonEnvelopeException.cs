namespace Outcrop.Wire.Json;

/// <summary>A body is no JSON object that can be accepted: malformed, too deep, a member twice, or not UTF-8. Its message is safe to show to the sender.</summary>
public sealed class JsonEnvelopeException : FormatException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong and where, without any of the body's text but the name of a member that stands twice.</param>
    /// <param name="inner">The parser's exception, if one was thrown.</param>
    public JsonEnvelopeException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
