namespace Outcrop.Gateway.Health.Places;

/// <summary>What one look at an account and region told. Immutable.</summary>
/// <param name="State">How it is.</param>
/// <param name="Reason">What was found, where all is not well, in words that name nothing of AWS's account.</param>
/// <param name="Checked">When.</param>
/// <param name="Latency">How long the answer took; <see langword="null"/> without one.</param>
/// <param name="Models">The foundation models on offer; <see langword="null"/>: nobody knows.</param>
/// <param name="Profiles">The system's inference profiles on offer; <see langword="null"/>: nobody knows.</param>
internal sealed record PlaceReport(
    PlaceState State, string? Reason, DateTimeOffset Checked, TimeSpan? Latency = null, IReadOnlySet<string>? Models = null, IReadOnlySet<string>? Profiles = null)
{
    /// <summary>Its state in a word.</summary>
    public string Word => State switch
    {
        PlaceState.Unknown => "unknown",
        PlaceState.Ok => "ok",
        PlaceState.Unreachable => "unreachable",
        PlaceState.Denied => "denied",
        _ => throw new InvalidOperationException($"There is no state {State}."),
    };
}
