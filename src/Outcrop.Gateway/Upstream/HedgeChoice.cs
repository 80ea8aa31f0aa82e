using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Upstream;

/// <summary>What the choice of a second target goes by. Immutable.</summary>
/// <param name="Strategy">The route's strategy.</param>
/// <param name="Conversation">The conversation; zero: none.</param>
/// <param name="Tokens">What the request may take of a quota.</param>
internal readonly record struct HedgeChoice(RoutingStrategy Strategy, ulong Conversation, double Tokens);
