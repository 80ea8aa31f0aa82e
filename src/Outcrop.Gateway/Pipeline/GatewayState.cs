using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Logging;

namespace Outcrop.Gateway.Pipeline;

/// <summary>The configuration in force with what is made of it: read once per request, so that one request never sees two.</summary>
/// <param name="configuration">The first configuration.</param>
/// <param name="allowsAnonymous">Whether callers on loopback need no key while there are none.</param>
internal sealed class GatewayState(OutcropConfiguration configuration, bool allowsAnonymous)
{
    /// <summary>The configuration in force.</summary>
    public OutcropConfiguration Configuration { get; } = configuration;

    /// <summary>Takes that configuration's secrets out of what callers are told.</summary>
    public SecretRedactor Redactor { get; } = new(configuration.Secrets);

    /// <summary>Whether callers on loopback need no key while there are none.</summary>
    public bool AllowsAnonymous { get; } = allowsAnonymous;
}
