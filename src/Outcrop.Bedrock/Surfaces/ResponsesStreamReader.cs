using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Errors;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Anthropic;
using Outcrop.Bedrock.Families.Streaming;
using Outcrop.Wire.Json;

namespace Outcrop.Bedrock.Surfaces;

/// <summary>
/// Reads the events of one Responses stream. bedrock-mantle sends them without names and without a closing mark; the end is the event that holds the whole response, and its
/// <c>status</c> says whether it is a good one. What an item says at its end and its pieces did not is told then, so that no server's habit loses anything.
/// </summary>
internal sealed class ResponsesStreamReader : FamilyStreamReader
{
    private readonly List<OpenBlock> _open = [];
    private readonly HashSet<int> _told = [];
    private int _blocks;
    private bool _started;
    private bool _ended;
    private bool _calls;

    /// <inheritdoc/>
    public override void Read(ReadOnlyMemory<byte> chunk, ConverseEventSink sink)
    {
        try
        {
            ReadEvent(ResponsesEvent.Parse(chunk), sink);
        }
        catch (Exception fault) when (ConverseJson.IsShapeFault(fault))
        {
            throw ConverseJson.Unexpected("An event of the stream is not Responses': " + fault.Message, fault);
        }
    }

    private void ReadEvent(in ResponsesEvent read, ConverseEventSink sink)
    {
        switch (read.Kind)
        {
            case ResponsesEventKind.TextDelta:
                Add(ConverseEventKind.TextDelta, in read, sink);
                break;
            case ResponsesEventKind.ReasoningDelta or ResponsesEventKind.SummaryDelta:
                Add(ConverseEventKind.ReasoningTextDelta, in read, sink);
                break;
            case ResponsesEventKind.ArgumentsDelta:
                AddArguments(in read, sink);
                break;
            case ResponsesEventKind.Started:
                Start(sink);
                break;
            case ResponsesEventKind.ItemAdded:
                ReadAdded(in read, sink);
                break;
            case ResponsesEventKind.ItemDone:
                ReadDone(in read, sink);
                break;
            case ResponsesEventKind.Repetition:
                break;
            case ResponsesEventKind.Ended:
                End(in read, sink);
                break;
            case ResponsesEventKind.Error:
                throw DialectErrors.Read(read.Document.Span);
            case ResponsesEventKind.Unknown:
                sink.Add(new ConverseEvent { Kind = ConverseEventKind.Unknown, Raw = read.Document });
                break;
            default:
                throw new InvalidOperationException($"An event of kind {read.Kind} is not handled.");
        }
    }

    private void Start(ConverseEventSink sink)
    {
        if (_ended)
        {
            throw new JsonException("Something came after the end of the response.");
        }

        if (!_started)
        {
            _started = true;
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.MessageStart });
        }
    }

    private void Add(ConverseEventKind kind, in ResponsesEvent read, ConverseEventSink sink)
    {
        Start(sink);
        if (!read.Delta.IsEmpty)
        {
            _told.Add(read.OutputIndex);

            // A thought is one block, however many paragraphs its summary has; a message has one for each part.
            int part = kind == ConverseEventKind.TextDelta ? read.PartIndex : 0;
            sink.Add(new ConverseEvent { Kind = kind, BlockIndex = BlockFor(kind, read.OutputIndex, part), Text = read.Delta });
        }
    }

    private void AddArguments(in ResponsesEvent read, ConverseEventSink sink)
    {
        Start(sink);
        if (read.Delta.IsEmpty)
        {
            return;
        }

        int at = Find(ConverseEventKind.ToolInputDelta, read.OutputIndex, 0);
        if (at < 0)
        {
            throw new JsonException("Arguments came for a call that has not begun.");
        }

        _open[at] = _open[at] with { Filled = true };
        sink.Add(new ConverseEvent { Kind = ConverseEventKind.ToolInputDelta, BlockIndex = _open[at].Index, Text = read.Delta });
    }

    private void ReadAdded(in ResponsesEvent read, ConverseEventSink sink)
    {
        Start(sink);
        using JsonDocument item = JsonDocument.Parse(read.Item, ConverseJson.DocumentOptions);
        if (ConverseJson.GetString(item.RootElement, "type") == "function_call")
        {
            OpenCall(item.RootElement, read.OutputIndex, sink);
        }
    }

    private void ReadDone(in ResponsesEvent read, ConverseEventSink sink)
    {
        Start(sink);
        using JsonDocument item = JsonDocument.Parse(read.Item, ConverseJson.DocumentOptions);
        Finish(item.RootElement, read.OutputIndex, sink);
    }

    /// <summary>Tells what the pieces of an item have not, and closes its blocks.</summary>
    private void Finish(JsonElement item, int output, ConverseEventSink sink)
    {
        switch (ConverseJson.GetString(item, "type"))
        {
            case "function_call":
                int call = Find(ConverseEventKind.ToolInputDelta, output, 0);
                if (call < 0 && !_told.Contains(output))
                {
                    call = OpenCall(item, output, sink);
                }

                if (call >= 0 && !_open[call].Filled && ConverseJson.GetString(item, "arguments") is { Length: > 0 } arguments)
                {
                    sink.Add(new ConverseEvent { Kind = ConverseEventKind.ToolInputDelta, BlockIndex = _open[call].Index, Text = WholeAnswer.Encode(arguments) });
                }

                break;
            case "reasoning" when _told.Contains(output):
                if (ResponsesReader.SignatureOf(item) is { } signature)
                {
                    sink.Add(new ConverseEvent { Kind = ConverseEventKind.ReasoningSignatureDelta, BlockIndex = BlockFor(ConverseEventKind.ReasoningTextDelta, output, 0), Text = WholeAnswer.Encode(signature) });
                }

                break;
            default:
                if (_told.Add(output))
                {
                    EmitWhole(item, sink);
                }

                break;
        }

        Close(output, sink);
    }

    /// <summary>An item of which no piece has come: thoughts that are all encrypted, an item of an unknown kind, or a server that tells the end only.</summary>
    private void EmitWhole(JsonElement item, ConverseEventSink sink)
    {
        var content = new List<ContentBlock>();
        ResponsesReader.ReadItem(item, content);
        foreach (ContentBlock block in content)
        {
            if (block is not (TextBlock { Text.Length: 0 } or ReasoningBlock { Text.Length: 0, Signature: null }))
            {
                WholeAnswer.EmitBlock(block, _blocks++, sink);
            }
        }
    }

    private void End(in ResponsesEvent read, ConverseEventSink sink)
    {
        using JsonDocument document = JsonDocument.Parse(read.Response, ConverseJson.DocumentOptions);
        JsonElement response = document.RootElement;
        ResponsesReader.RefuseFailure(response);
        Start(sink);
        if (_blocks == 0)
        {
            int output = 0;
            foreach (JsonElement item in response.GetProperty("output").EnumerateArray())
            {
                Finish(item, output++, sink);
            }
        }

        foreach (OpenBlock block in _open)
        {
            sink.Add(new ConverseEvent { Kind = ConverseEventKind.ContentBlockStop, BlockIndex = block.Index });
        }

        _open.Clear();
        _ended = true;
        UsageCounter usage = ResponsesReader.UsageOf(response);
        StopReason reason = FamilyResponse.Intervened(response) ? StopReason.GuardrailIntervened : ResponsesReader.StopReasonOf(response, _calls);
        sink.Add(new ConverseEvent { Kind = ConverseEventKind.MessageStop, StopReason = reason });
        sink.Add(new ConverseEvent { Kind = ConverseEventKind.Metadata, Usage = usage.ToUsage(), Raw = read.Document });
    }

    /// <returns>Where the call's block stands among the open ones.</returns>
    private int OpenCall(JsonElement item, int output, ConverseEventSink sink)
    {
        _told.Add(output);
        _calls = true;
        _open.Add(new OpenBlock(ConverseEventKind.ToolInputDelta, output, 0, _blocks++, Filled: false));
        sink.Add(new ConverseEvent
        {
            Kind = ConverseEventKind.ToolUseStart,
            BlockIndex = _open[^1].Index,
            ToolUseId = WholeAnswer.Encode(ConverseJson.GetString(item, "call_id") ?? ""),
            ToolName = WholeAnswer.Encode(item.GetProperty("name").GetString() ?? throw new JsonException("A call has no name.")),
        });
        return _open.Count - 1;
    }

    private int BlockFor(ConverseEventKind kind, int output, int part)
    {
        int at = Find(kind, output, part);
        if (at < 0)
        {
            _open.Add(new OpenBlock(kind, output, part, _blocks++, Filled: true));
            at = _open.Count - 1;
        }

        return _open[at].Index;
    }

    private int Find(ConverseEventKind kind, int output, int part)
    {
        for (int i = 0; i < _open.Count; i++)
        {
            if (_open[i].Kind == kind && _open[i].Output == output && _open[i].Part == part)
            {
                return i;
            }
        }

        return -1;
    }

    private void Close(int output, ConverseEventSink sink)
    {
        for (int i = 0; i < _open.Count; i++)
        {
            if (_open[i].Output == output)
            {
                sink.Add(new ConverseEvent { Kind = ConverseEventKind.ContentBlockStop, BlockIndex = _open[i].Index });
            }
        }

        _open.RemoveAll(block => block.Output == output);
    }

    private readonly record struct OpenBlock(ConverseEventKind Kind, int Output, int Part, int Index, bool Filled);
}
