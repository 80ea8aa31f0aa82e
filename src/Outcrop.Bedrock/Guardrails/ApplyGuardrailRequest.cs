namespace Outcrop.Bedrock.Guardrails;

/// <summary>Content for a guardrail to judge, without a model. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ApplyGuardrail.html.</summary>
public sealed class ApplyGuardrailRequest
{
    /// <summary>The guardrail's id or ARN.</summary>
    public required string GuardrailIdentifier { get; init; }

    /// <summary>The guardrail's version. Default: <c>DRAFT</c>.</summary>
    public string GuardrailVersion { get; init; } = "DRAFT";

    /// <summary>Whose content it is: <c>INPUT</c> for a user's, <c>OUTPUT</c> for a model's. Default: <c>INPUT</c>.</summary>
    public string Source { get; init; } = "INPUT";

    /// <summary>What is to be judged; at least one block.</summary>
    public required IReadOnlyList<GuardrailContent> Content { get; init; }

    /// <summary><c>FULL</c> gives every assessment, also those that found nothing; <c>INTERVENTIONS</c>, AWS's default, only the others.</summary>
    public string? OutputScope { get; init; }

    /// <summary>What its call has other than the client.</summary>
    internal CallPolicy? Policy { get; private set; }

    /// <summary>The same request, sent otherwise; what it holds is shared.</summary>
    /// <param name="policy">What its call has other than the client.</param>
    internal ApplyGuardrailRequest With(CallPolicy? policy)
    {
        var copy = (ApplyGuardrailRequest)MemberwiseClone();
        copy.Policy = policy;
        return copy;
    }
}
