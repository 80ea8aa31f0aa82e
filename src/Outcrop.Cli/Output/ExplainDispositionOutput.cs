namespace Outcrop.Cli.Output;

/// <summary>What becomes of one parameter.</summary>
/// <param name="Name">Its path.</param>
/// <param name="Disposition"><c>mapped</c>, <c>adjusted</c>, <c>added</c>, <c>dropped</c> or <c>refused</c>.</param>
/// <param name="Target">Where it stands upstream.</param>
/// <param name="Reason">Why.</param>
internal sealed record ExplainDispositionOutput(string Name, string Disposition, string? Target, string? Reason);
