namespace Outcrop.Gateway.Pipeline;

/// <summary>
/// Leaves an endpoint whose answer has begun and cannot be finished. Kestrel then closes the connection without the last chunk (HTTP/1.1) or resets the
/// stream (HTTP/2), after what was written has gone out; aborting it ourselves would send a reset that can overtake the error mark.
/// </summary>
internal sealed class BrokenStreamException() : Exception("The stream was ended with its error mark.");
