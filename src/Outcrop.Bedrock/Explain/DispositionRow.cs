using System.Text.Json;

namespace Outcrop.Bedrock.Explain;

/// <summary>One parameter of a dialect and what becomes of it in each upstream request.</summary>
internal sealed record DispositionRow
{
    /// <summary>Its path: <c>[]</c> for any place of a list, a last <c>*</c> for every name that no other row has.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, for people; <see langword="null"/> where the name says it.</summary>
    public string? About { get; init; }

    /// <summary>A request that has it: members that are merged into the dialect's example.</summary>
    public JsonElement Example { get; init; }

    /// <summary>The same request without it, likewise; absent when the dialect's example is that.</summary>
    public JsonElement Without { get; init; }

    /// <summary>Whether it means something only where the answer is streamed.</summary>
    public bool Streams { get; init; }

    /// <summary>The value that means what leaving it out means; <see langword="null"/> where there is none.</summary>
    public string? Default { get; init; }

    /// <summary>The cells by upstream: a family's name, a group's, <c>converse</c>, <c>invoke</c> for every family. The most particular one counts.</summary>
    public required IReadOnlyDictionary<string, DispositionCell> To { get; init; }

    /// <summary>What the catalogue's rules make of it for some models.</summary>
    public IReadOnlyList<DispositionRule> Rules { get => field ?? []; init; }
}
