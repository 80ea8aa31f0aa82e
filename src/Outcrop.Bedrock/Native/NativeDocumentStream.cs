using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Streaming;
using Outcrop.Bedrock.Operations.Streams;

namespace Outcrop.Bedrock.Native;

/// <summary>The provider's own JSON documents, one for each event of the stream, whatever they were framed in.</summary>
/// <param name="documents">The documents.</param>
/// <param name="reader">Understands them; what it does not is passed on, what breaks it breaks the stream.</param>
internal sealed class NativeDocumentStream(ChunkSource documents, FamilyStreamReader reader) : NativeEventStream(documents)
{
    /// <inheritdoc/>
    public override PartialUsage? UsageSoFar => reader.UsageSoFar;

    /// <inheritdoc/>
    protected override void ReadCurrent(ConverseEventSink sink)
    {
        for (int passed = documents.TakePassedOver(); passed > 0; passed--)
        {
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.Unknown });
        }

        Add(documents.Data);
        try
        {
            reader.Read(documents.Data, sink);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw ConverseJson.Unexpected("An event of the stream is not what its dialect sends: " + fault.Message, fault);
        }
    }
}
