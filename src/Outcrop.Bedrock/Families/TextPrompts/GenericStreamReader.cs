using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Families.Streaming;

namespace Outcrop.Bedrock.Families.TextPrompts;

/// <summary>Reads a stream of a family nobody told: the first chunk that tells decides for the whole stream.</summary>
internal sealed class GenericStreamReader : FamilyStreamReader
{
    private FamilyStreamReader? _reader;

    /// <inheritdoc/>
    public override void Read(ReadOnlyMemory<byte> chunk, ConverseEventSink sink)
    {
        _reader ??= Choose(chunk);
        if (_reader is null)
        {
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.Unknown, Raw = chunk });
        }
        else
        {
            _reader.Read(chunk, sink);
        }
    }

    private static FamilyStreamReader? Choose(ReadOnlyMemory<byte> chunk)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(chunk, ConverseJson.DocumentOptions);
            ModelFamily? family = FamilyShape.Of(document.RootElement);
            return family is { SupportsStreaming: true } ? family.CreateStreamReader() : null;
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw ConverseJson.Unexpected("A chunk of the stream is not JSON: " + fault.Message, fault);
        }
    }
}
