namespace Outcrop.Bedrock.Rules;

/// <summary>One thing that Bedrock or a model demands of a request. What is demanded stands in the catalogue; a rule knows only how to comply. Stateless, thread-safe.</summary>
internal abstract class RequestRule
{
    /// <summary>The rule's name, for documentation and logs.</summary>
    public abstract string Name { get; }

    /// <summary>Makes the request comply and reports every change; leaves a request that complies as it is.</summary>
    /// <param name="draft">The request.</param>
    /// <exception cref="Errors.BedrockException"><see cref="Errors.BedrockErrorKind.Validation"/>: it cannot comply without meaning something else.</exception>
    public abstract void Apply(RequestDraft draft);
}
