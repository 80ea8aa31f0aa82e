namespace Outcrop.Bedrock.Rules.Learning;

/// <summary>The file of refusals.</summary>
internal sealed record RefusalData
{
    /// <summary>What it is.</summary>
    public required string About { get; init; }

    /// <summary>The rows, most particular first.</summary>
    public required IReadOnlyList<Refusal> Refusals { get; init; }
}
