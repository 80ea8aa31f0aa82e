using System.Buffers;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families;

/// <summary>
/// How one family of models speaks through InvokeModel: the neutral request written as the family's own body, its answer and its stream read back.
/// Stateless and thread-safe. To add one: a new file here and a line in <see cref="ModelFamilies"/>.
/// </summary>
internal abstract class ModelFamily
{
    /// <summary>The family's name in configuration, logs and documentation, such as <c>anthropic-messages</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether models of this id are of this family.</summary>
    /// <param name="modelId">An id whose base model is known.</param>
    public abstract bool Matches(ModelId modelId);

    /// <summary>Whether the family streams through InvokeModelWithResponseStream.</summary>
    public virtual bool SupportsStreaming => true;

    /// <summary>Writes the InvokeModel body.</summary>
    /// <param name="request">The request; only read.</param>
    /// <param name="modelId">Its model id, parsed, with the base model resolved.</param>
    /// <param name="stream">Whether the answer shall be streamed; some families say so in the body.</param>
    /// <param name="output">Where the body goes.</param>
    /// <param name="dropped">Collects every part of the request that this family cannot take.</param>
    /// <exception cref="Errors.BedrockException"><see cref="Errors.BedrockErrorKind.Validation"/>: the request needs something this family cannot do at all.</exception>
    public abstract void WriteRequest(ConverseRequest request, ModelId modelId, bool stream, IBufferWriter<byte> output, ICollection<DroppedParameter> dropped);

    /// <summary>Reads the body of a whole answer.</summary>
    /// <param name="body">The body; strings and raw members are copied out of it.</param>
    /// <param name="headers">What the response's headers say.</param>
    /// <exception cref="Errors.BedrockException">The body is none of this family's.</exception>
    public abstract ConverseResponse ReadResponse(ReadOnlyMemory<byte> body, InvokeModelHeaders headers);

    /// <summary>A reader for one stream.</summary>
    public abstract FamilyStreamReader CreateStreamReader();
}
