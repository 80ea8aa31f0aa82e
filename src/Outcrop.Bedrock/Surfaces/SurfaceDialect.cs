using System.Buffers;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Surfaces;

/// <summary>
/// One of the dialects in which Bedrock's compatible surfaces speak: the neutral request written as its body, its answer and its stream read back.
/// Stateless and thread-safe. To add one: a new file here, a member of <see cref="BedrockApi"/>, and a line in <see cref="SurfaceDialects"/>.
/// </summary>
internal abstract class SurfaceDialect
{
    /// <summary>The dialect's name in refusals and documentation.</summary>
    public abstract string Name { get; }

    /// <summary>Its path behind the base of its provider, such as <c>/chat/completions</c>.</summary>
    public abstract string Path { get; }

    /// <summary>Writes the body.</summary>
    /// <param name="request">The request; only read.</param>
    /// <param name="modelId">Its model id, parsed, with the base model resolved.</param>
    /// <param name="route">Where it goes.</param>
    /// <param name="stream">Whether the answer shall be streamed.</param>
    /// <param name="output">Where the body goes.</param>
    /// <param name="headers">Where headers of the dialect's own go.</param>
    /// <param name="dropped">Collects every part of the request that the dialect cannot take.</param>
    /// <exception cref="Errors.BedrockException"><see cref="Errors.BedrockErrorKind.Validation"/>: the request needs something the dialect cannot do at all.</exception>
    public abstract void WriteRequest(
        ConverseRequest request, ModelId modelId, SurfaceRoute route, bool stream, IBufferWriter<byte> output, IDictionary<string, string> headers, ICollection<DroppedParameter> dropped);

    /// <summary>Reads the body of a whole answer.</summary>
    /// <param name="body">The body; strings and raw members are copied out of it.</param>
    /// <exception cref="Errors.BedrockException">The body is none of this dialect's, or says that the answer failed.</exception>
    public abstract ConverseResponse ReadResponse(ReadOnlyMemory<byte> body);

    /// <summary>A reader for one stream: of the data of each event.</summary>
    public abstract FamilyStreamReader CreateStreamReader();
}
