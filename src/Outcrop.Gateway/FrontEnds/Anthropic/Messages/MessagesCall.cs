using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Hosting;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;
using Outcrop.Wire.Buffers;
using Outcrop.Wire.Json;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Messages;

/// <summary>
/// One POST of messages: its body, of which the outermost members alone have been looked at, and where it goes. The lane that takes it decides how much more of it is read. Disposing it gives the body's memory back,
/// so nothing of it may be kept.
/// </summary>
internal sealed class MessagesCall : IDisposable
{
    private readonly PooledBody _body;

    private MessagesCall(HttpContext context, PooledBody body, JsonEnvelope envelope, ExchangeCall exchange)
    {
        _body = body;
        Context = context;
        Envelope = envelope;
        Exchange = exchange;
    }

    /// <summary>The request.</summary>
    public HttpContext Context { get; }

    /// <summary>The body's outermost members: no name stands twice, and the whole is well formed.</summary>
    public JsonEnvelope Envelope { get; }

    /// <summary>Who asks, and where it goes.</summary>
    public ExchangeCall Exchange { get; }

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Memory => _body.Memory;

    /// <summary>Whether the answer shall be streamed.</summary>
    public bool IsStream => Envelope.TryGet("stream", out JsonMember member) && member.Kind == JsonTokenType.True;

    /// <summary>The stages between here and Bedrock.</summary>
    public ExchangePipeline Pipeline => Context.RequestServices.GetRequiredService<ExchangePipeline>();

    /// <summary>Reads the body and finds where it goes.</summary>
    /// <param name="context">The request.</param>
    /// <param name="identity">Who is calling.</param>
    /// <param name="dialect">The dialect's name.</param>
    /// <exception cref="GatewayException">The body is no JSON object, there is no such model, or the key may not use it.</exception>
    public static async Task<MessagesCall> ReadAsync(HttpContext context, KeyIdentity identity, string dialect)
    {
        OutcropConfiguration configuration = context.RequestServices.GetRequiredService<GatewayState>().Configuration;
        PooledBody body = await RequestBody.ReadAsync(context, configuration.Server.MaxRequestBodyBytes);
        try
        {
            JsonEnvelope envelope = Scan(body.Memory);
            Route route = ModelRouter.ResolveByName(configuration, identity, ModelOf(envelope));
            return new MessagesCall(context, body, envelope, new ExchangeCall(RequestInfo.Of(context).Id, dialect, configuration, identity, route));
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _body.Dispose();

    private static JsonEnvelope Scan(ReadOnlyMemory<byte> body)
    {
        JsonEnvelope envelope;
        try
        {
            envelope = JsonEnvelope.Scan(body);
        }
        catch (JsonEnvelopeException fault)
        {
            throw RequestJson.Wrong(null, fault.Message);
        }

        if (envelope.TryGet("stream", out JsonMember stream) && stream.Kind is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
        {
            throw RequestJson.Wrong("stream", "must be true or false");
        }

        return envelope;
    }

    private static string ModelOf(JsonEnvelope envelope) => envelope.TryGet("model", out JsonMember model) && model.Kind != JsonTokenType.Null
        ? envelope.GetString("model") ?? throw RequestJson.Wrong("model", "must be a string")
        : throw RequestJson.Wrong("model", "is required");
}
