namespace Outcrop.Gateway.FrontEnds;

/// <summary>Carries an endpoint's <see cref="AccessRequirement"/>.</summary>
/// <param name="Requirement">The requirement.</param>
internal sealed record AccessMetadata(AccessRequirement Requirement);
