using System.Text.Json;

namespace Outcrop.Bedrock.Explain;

/// <summary>One parameter of a request that is being explained.</summary>
/// <param name="Path">Where it stands.</param>
/// <param name="Row">Its row in the table; <see langword="null"/> for what no row knows.</param>
/// <param name="Wildcard">The name that the row's <c>*</c> stands for; else <see langword="null"/>.</param>
/// <param name="Value">Its value on the wire; undefined for what Converse's body cannot hold.</param>
internal sealed record RequestParameter(string Path, DispositionRow? Row, string? Wildcard, JsonElement Value)
{
    /// <summary>Where a cell says that it stands upstream.</summary>
    /// <param name="to">The cell's <see cref="DispositionCell.To"/>.</param>
    public string PlaceOf(string to) => to == "=" ? Path : Wildcard is null ? to : to.Replace("*", Wildcard, StringComparison.Ordinal);
}
