namespace Outcrop.Bedrock.Explain;

/// <summary>Why a request is not sent.</summary>
/// <param name="Path">The parameter; <c>request</c> when the refusal names none.</param>
/// <param name="Reason">The refusal's own words.</param>
internal sealed record ExplainedRefusal(string Path, string Reason);
