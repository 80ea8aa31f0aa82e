using Outcrop.Bedrock.Catalog;

namespace Outcrop.Bedrock.Families;

/// <summary>What the catalogue knows about a model's parameters, as far as writing a request needs it. The rules are data; this is only the question.</summary>
internal abstract class ParameterRules
{
    /// <summary>No rule at all: every parameter goes out as the caller set it.</summary>
    public static ParameterRules None { get; } = new NoRules();

    /// <summary>All rules of a model; those of a model that is not known say nothing.</summary>
    /// <param name="modelId">The model.</param>
    public virtual ModelParameterRules For(ModelId modelId) => ModelParameterRules.None;

    /// <summary>Whether a model refuses <c>temperature</c> and <c>top_p</c> in one request; the latter is then dropped and reported.</summary>
    /// <param name="modelId">The model.</param>
    public virtual bool RefusesTemperatureWithTopP(ModelId modelId) => !For(modelId).TemperatureWithTopP;

    /// <summary>Whether a model takes neither <c>temperature</c> nor <c>top_p</c>; both are then dropped and reported.</summary>
    /// <param name="modelId">The model.</param>
    public virtual bool RefusesSampling(ModelId modelId) => !For(modelId).Sampling;

    /// <summary>The output limit to send when the caller sets none and the body must have one.</summary>
    /// <param name="modelId">The model.</param>
    public abstract int DefaultMaxTokens(ModelId modelId);

    private sealed class NoRules : ParameterRules
    {
        public override int DefaultMaxTokens(ModelId modelId) => FamilyRequest.DefaultMaxTokens;
    }
}
