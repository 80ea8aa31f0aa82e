using Outcrop.Gateway.Configuration;

namespace Outcrop.Gateway.Pipeline;

/// <summary>The configuration in force: read once per request, so that one request never sees two. Replaced by one write.</summary>
/// <param name="configuration">The first configuration.</param>
/// <param name="allowsAnonymous">Whether callers on loopback need no key while there are none.</param>
internal sealed class GatewayState(OutcropConfiguration configuration, bool allowsAnonymous)
{
    private volatile OutcropConfiguration _configuration = configuration;

    /// <summary>The configuration in force.</summary>
    public OutcropConfiguration Configuration
    {
        get => _configuration;
        set => _configuration = value;
    }

    /// <summary>Whether callers on loopback need no key while there are none.</summary>
    public bool AllowsAnonymous { get; } = allowsAnonymous;
}
