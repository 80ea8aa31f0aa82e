namespace Outcrop.Bedrock.Explain;

/// <summary>What becomes of one parameter in one upstream request, whatever the model's own rules: exactly one of the first five is set.</summary>
internal sealed record DispositionCell
{
    /// <summary>Stands between places of which a model's rule chooses one.</summary>
    public const string Or = " or ";

    /// <summary>
    /// Where it stands upstream: a path in the body (<c>[]</c> for any place of a list, <c>*</c> for the name a wildcard stands for), <c>header NAME</c>, <c>path</c> for the URI's, or <c>=</c> for the parameter's own path; several, joined by <see cref="Or"/>, where the model decides.
    /// </summary>
    public string? To { get; init; }

    /// <summary>Why it need not stand anywhere to hold.</summary>
    public string? Implied { get; init; }

    /// <summary>By what else it goes.</summary>
    public string? Adjusted { get; init; }

    /// <summary>Why it is left out.</summary>
    public string? Dropped { get; init; }

    /// <summary>Why the request is refused because of it.</summary>
    public string? Refused { get; init; }

    /// <summary>How it stands there, when that does not go without saying.</summary>
    public string? Note { get; init; }

    /// <summary>Which of the kinds it is.</summary>
    public DispositionKind Kind => To is not null || Implied is not null ? DispositionKind.Mapped : Adjusted is not null ? DispositionKind.Adjusted : Dropped is not null ? DispositionKind.Dropped : DispositionKind.Refused;
}
