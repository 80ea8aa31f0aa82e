using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Pipeline;
using Outcrop.Wire.Buffers;

namespace Outcrop.Gateway.FrontEnds.OpenAI.Responses;

/// <summary>
/// Writes an answer as Responses' events, numbered from zero. <c>response.completed</c> or <c>response.incomplete</c> comes only when the model has said that it had stopped and the stream has ended; an
/// answer that breaks ends with <c>response.failed</c> and <c>error</c>. Dispose it when the answer has ended, one way or another.
/// </summary>
internal sealed class ResponsesEventWriter : OpenAIEventWriter, IDisposable
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ResponsesIdentity _identity;
    private readonly ResponsesRequest _request;
    private readonly ResponsesEvents _events;
    private readonly ResponsesItem _item;
    private readonly ResponsesOutput _output;
    private readonly Action<ReadOnlyMemory<byte>> _keep;
    private string _tier;
    private bool _begun;

    /// <summary>Prepares one answer.</summary>
    /// <param name="output">The answer.</param>
    /// <param name="identity">What it says of itself.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="keep">Is given the whole response object before the caller is, so that the caller can continue it at once.</param>
    public ResponsesEventWriter(PipeWriter output, ResponsesIdentity identity, ResponsesRequest request, Action<ReadOnlyMemory<byte>> keep)
        : base(output)
    {
        _identity = identity;
        _request = request;
        _keep = keep;
        _tier = ServedTier.Of(request.Converse.ServiceTier, []);
        _events = new ResponsesEvents(output, request.Obfuscate);
        _item = new ResponsesItem(identity.Core, request, _events);
        _output = new ResponsesOutput(_item);
    }

    /// <inheritdoc/>
    public override string NameOf(string name) => ResponsesParameters.NameOf(name);

    /// <inheritdoc/>
    public override void WriteRead(ConverseEventStream stream)
    {
        if (!_begun)
        {
            // Not when headers are set: with commitAfter they go out before there is a stream.
            _tier = ServedTier.Of(_request.Converse.ServiceTier, stream.Dropped);
        }

        base.WriteRead(stream);
    }

    /// <inheritdoc/>
    public override void Write(in ConverseEvent converseEvent)
    {
        Begin();
        _output.Write(in converseEvent);
    }

    /// <inheritdoc/>
    public override void WriteEnd()
    {
        if (!_output.HasStopped)
        {
            throw new InvalidOperationException("The answer has not stopped.");
        }

        Begin();
        ConverseResponse ending = _output.Ending;
        using var response = new PooledBufferWriter(4096);
        ResponsesObject.WriteEnded(response, _identity, _request, _tier, ending, _item.Closed);
        _keep(response.WrittenMemory);
        WriteState(ResponsesStatus.Of(ending.StopReason).Reason is null ? "response.completed"u8 : "response.incomplete"u8, response.WrittenSpan);
    }

    /// <inheritdoc/>
    public override void WriteError(GatewayError error)
    {
        using (var response = new PooledBufferWriter(4096))
        {
            ResponsesObject.WriteFailed(response, _identity, _request, _tier, error, _item.Closed);
            WriteState("response.failed"u8, response.WrittenSpan);
        }

        // The documented event has its words at the top; what OpenAI sends, and its clients raise, has them in a member of their own. Both stand here.
        (_, string type, string? code) = OpenAIErrorWriter.Of(error);
        using var words = new PooledBufferWriter(256);
        using (var json = new Utf8JsonWriter(words, Readable))
        {
            json.WriteStartObject();
            json.WriteString("code"u8, code ?? type);
            json.WriteString("message"u8, error.SafeMessage);
            json.WriteString("param"u8, error.Parameter);
            json.WriteStartObject("error"u8);
            json.WriteString("type"u8, type);
            json.WriteString("code"u8, code ?? type);
            json.WriteString("message"u8, error.SafeMessage);
            json.WriteString("param"u8, error.Parameter);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        _events.Begin("error"u8);
        _events.Put(","u8);
        _events.Put(words.WrittenSpan[1..^1]);
        _events.End();
    }

    /// <inheritdoc/>
    public void Dispose() => _item.Dispose();

    private void Begin()
    {
        if (_begun)
        {
            return;
        }

        _begun = true;
        using var response = new PooledBufferWriter(4096);
        ResponsesObject.WriteBegun(response, _identity, _request, _tier);
        WriteState("response.created"u8, response.WrittenSpan);
        WriteState("response.in_progress"u8, response.WrittenSpan);
    }

    private void WriteState(ReadOnlySpan<byte> type, ReadOnlySpan<byte> response)
    {
        _events.Begin(type);
        _events.Put(",\"response\":"u8);
        _events.PutJson(response);
        _events.End();
    }
}
