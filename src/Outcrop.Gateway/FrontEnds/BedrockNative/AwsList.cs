namespace Outcrop.Gateway.FrontEnds.BedrockNative;

/// <summary>The list in an answer. Immutable.</summary>
/// <param name="Member">The member that holds it.</param>
/// <param name="Ids">The members by which its entries name their model, or their guardrail.</param>
internal sealed record AwsList(string Member, params string[] Ids);
