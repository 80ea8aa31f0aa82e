namespace Outcrop.Gateway.Tokens;

/// <summary>The file.</summary>
/// <param name="Rows">Its rows, the most particular first.</param>
internal sealed record TokenOverheads(TokenOverhead[] Rows);
