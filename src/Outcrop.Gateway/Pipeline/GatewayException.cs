namespace Outcrop.Gateway.Pipeline;

/// <summary>Carries a <see cref="GatewayError"/> out of a stage to the front-end that writes it.</summary>
/// <param name="error">The failure.</param>
/// <param name="inner">What caused it; for the log only.</param>
internal sealed class GatewayException(GatewayError error, Exception? inner = null) : Exception(error.SafeMessage, inner)
{
    /// <summary>The failure.</summary>
    public GatewayError Error { get; } = error;
}
