using Outcrop.Bedrock.Converse;

namespace Outcrop.Gateway.Configuration;

/// <summary>One listed model with its default parameters. Immutable.</summary>
public sealed class GeneratorModel
{
    internal GeneratorModel()
    {
    }

    /// <summary>The model id; also the name shown.</summary>
    public required string Id { get; init; }

    /// <summary>The parameters a request starts from; only those the file names are set.</summary>
    public required InferenceConfiguration Parameters { get; init; }

    /// <summary>Fields of the model's own (<c>additional_fields</c>), a JSON object.</summary>
    internal RawJson? AdditionalFields { get; init; }
}
