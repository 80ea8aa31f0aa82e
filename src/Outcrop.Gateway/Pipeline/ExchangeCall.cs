using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Pipeline;

/// <summary>Who asks what, pinned for the length of one request. Immutable.</summary>
/// <param name="RequestId">The gateway's id of the request.</param>
/// <param name="Dialect">The front-end's name.</param>
/// <param name="Configuration">The configuration the request is pinned to.</param>
/// <param name="Identity">Who is calling.</param>
/// <param name="Route">Where it goes.</param>
internal sealed record ExchangeCall(string RequestId, string Dialect, OutcropConfiguration Configuration, KeyIdentity Identity, Route Route);
