using Outcrop.Bedrock.Converse;

namespace Outcrop.Bedrock.Families.Streaming;

/// <summary>Reads one stream of a family: the provider's JSON of each chunk in order. Holds the state of that stream; not thread-safe.</summary>
internal abstract class FamilyStreamReader
{
    /// <summary>What has been told of the tokens before the end; <see langword="null"/> for families that tell nothing before it.</summary>
    public virtual PartialUsage? UsageSoFar => null;

    /// <summary>Reads the provider's JSON of one chunk.</summary>
    /// <param name="chunk">The JSON, base64 decoded; valid until the sink is cleared.</param>
    /// <param name="sink">Where its events go. A proper end is a <see cref="ConverseEventKind.MessageStop"/>, and nothing else is.</param>
    /// <exception cref="Errors.BedrockException">The chunk is none of this family's, or reports an error.</exception>
    public abstract void Read(ReadOnlyMemory<byte> chunk, ConverseEventSink sink);
}
