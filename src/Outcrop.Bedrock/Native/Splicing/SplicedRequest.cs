using Outcrop.Bedrock.Converse;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Native.Splicing;

/// <summary>
/// A body in the model's own dialect. It goes out as the caller wrote it, but for the few members that Bedrock has elsewhere, and for what the model is known to refuse, which is left out and told.
/// The body must not change until the call has ended.
/// </summary>
internal sealed class SplicedRequest
{
    private string _modelId = "";

    /// <summary>Model id, inference profile id, or any model ARN.</summary>
    public required string ModelId
    {
        get => _modelId;
        init => _modelId = value;
    }

    /// <summary>What the caller sent.</summary>
    public required JsonEnvelope Body { get; init; }

    /// <summary>The dialect it is written in.</summary>
    public required SpliceDialect Dialect { get; init; }

    /// <inheritdoc cref="ConverseRequest.Learner"/>
    public string Learner { get; init; } = "";

    /// <summary>The API; <see cref="BedrockApi.Auto"/> leaves it to options and catalogue.</summary>
    public BedrockApi Api { get; init; }

    /// <summary>Whether the answer shall be streamed.</summary>
    public bool Stream { get; init; }

    /// <summary>Headers of the dialect's own, for the compatible surfaces.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Sampling parameters that hold where the body says nothing.</summary>
    public InferenceConfiguration Defaults { get; init; } = new();

    /// <summary>Members that are added where the body has none of that name, as one object.</summary>
    public RawJson? DefaultMembers { get; init; }

    /// <summary>The beta flags to send.</summary>
    public IReadOnlyList<string> Betas { get; init; } = [];

    /// <summary>Those of them of which it is not known whether Bedrock has them: they are left out when it does not.</summary>
    public IReadOnlyList<string> UncertainBetas { get; init; } = [];

    /// <summary>What the caller's gateway has decided to leave out.</summary>
    public IReadOnlyList<JsonFind> Cuts { get; init; } = [];

    /// <summary>What it puts in place of other things: the bytes of a file for its URL.</summary>
    public IReadOnlyList<(int Start, int End, ReadOnlyMemory<byte> Json)> Replacements { get; init; } = [];

    /// <summary>What its calls have other than the client.</summary>
    internal CallPolicy? Policy { get; private set; }

    /// <summary>The same request for another model, sent otherwise; what it holds is shared.</summary>
    /// <param name="modelId">The model.</param>
    /// <param name="policy">What its calls have other than the client.</param>
    internal SplicedRequest For(string modelId, CallPolicy? policy)
    {
        var copy = (SplicedRequest)MemberwiseClone();
        copy._modelId = modelId;
        copy.Policy = policy;
        return copy;
    }
}
