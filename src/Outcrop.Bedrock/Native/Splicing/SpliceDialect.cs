using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Surfaces;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Native.Splicing;

/// <summary>What of a dialect's body Bedrock has elsewhere. Stateless and thread-safe.</summary>
internal abstract class SpliceDialect
{
    /// <summary>The member that holds the limit of output tokens, by the names the dialect has for it; the first one is written.</summary>
    public abstract IReadOnlyList<string> MaxTokensNames { get; }

    /// <summary>The member that holds the stop sequences.</summary>
    public abstract string StopName { get; }

    /// <summary>The API for a model that nobody has decided on.</summary>
    /// <param name="modelId">The model.</param>
    /// <param name="options">The operator's word.</param>
    public abstract BedrockApi Choose(ModelId modelId, BedrockClientOptions options);

    /// <summary>Takes out, adds and renames what the API has otherwise.</summary>
    /// <param name="request">The request.</param>
    /// <param name="betas">The beta flags that are sent.</param>
    /// <param name="route">Where it goes on a compatible surface; <see langword="null"/> for InvokeModel.</param>
    /// <param name="splicer">The body.</param>
    /// <param name="headers">The headers.</param>
    /// <param name="dropped">Told what has no place.</param>
    public abstract void Splice(
        SplicedRequest request, IReadOnlyList<string> betas, SurfaceRoute? route, JsonSplicer splicer, List<KeyValuePair<string, string>> headers, ICollection<DroppedParameter> dropped);
}
