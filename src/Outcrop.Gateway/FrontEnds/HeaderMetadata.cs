namespace Outcrop.Gateway.FrontEnds;

/// <summary>Says that an endpoint is meant only by requests with a header; <see cref="HeaderMatcherPolicy"/> sees to it.</summary>
/// <param name="Header">The header's name.</param>
internal sealed record HeaderMetadata(string Header);
