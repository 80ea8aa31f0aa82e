namespace Outcrop.Cli.Output;

/// <summary>One row of <c>outcrop models</c>.</summary>
internal sealed record ModelOutput(string Id, string Name, string Provider, int? ContextTokens, int? MaxOutputTokens, decimal? InputPricePerMillion, decimal? OutputPricePerMillion, string? Status);
