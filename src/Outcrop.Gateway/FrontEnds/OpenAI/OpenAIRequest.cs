using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Hosting;
using Outcrop.Gateway.Keys;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Routing;
using Outcrop.Wire.Buffers;

namespace Outcrop.Gateway.FrontEnds.OpenAI;

/// <summary>One POST of this dialect: its body, parsed, and the configuration it is pinned to. Disposing it gives the body's memory back, so nothing of it may be kept.</summary>
internal sealed class OpenAIRequest : IDisposable
{
    private readonly HttpContext _context;
    private readonly KeyIdentity _identity;
    private readonly string _dialect;
    private readonly PooledBody _body;
    private readonly JsonDocument _document;

    private OpenAIRequest(HttpContext context, KeyIdentity identity, string dialect, OutcropConfiguration configuration, PooledBody body, JsonDocument document)
    {
        _context = context;
        _identity = identity;
        _dialect = dialect;
        _body = body;
        _document = document;
        Configuration = configuration;
    }

    /// <summary>The configuration in force when the request came.</summary>
    public OutcropConfiguration Configuration { get; }

    /// <summary>The body's object.</summary>
    public JsonElement Body => _document.RootElement;

    /// <summary>The memory the object is a view over.</summary>
    public ReadOnlyMemory<byte> Memory => _body.Memory;

    /// <summary>The stages between here and Bedrock.</summary>
    public ExchangePipeline Pipeline => _context.RequestServices.GetRequiredService<ExchangePipeline>();

    /// <summary>Now, in seconds of Unix time.</summary>
    public long Now => _context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Reads the body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="identity">Who is calling.</param>
    /// <param name="dialect">The dialect's name.</param>
    /// <exception cref="GatewayException">The body is no JSON object.</exception>
    public static async Task<OpenAIRequest> ReadAsync(HttpContext context, KeyIdentity identity, string dialect)
    {
        OutcropConfiguration configuration = context.RequestServices.GetRequiredService<GatewayState>().Configuration;
        PooledBody body = await RequestBody.ReadAsync(context, configuration.Server.MaxRequestBodyBytes);
        try
        {
            return new OpenAIRequest(context, identity, dialect, configuration, body, OpenAIJson.Parse(body.Memory));
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Finds where the model that is asked for goes.</summary>
    /// <exception cref="GatewayException">There is no such model, or the key may not use it.</exception>
    public ExchangeCall CallModel() => Call(ModelRouter.ResolveByName(Configuration, _identity, RequestedModel.Of(_context, Body)));

    /// <summary>The call over a route that is known.</summary>
    /// <param name="route">The route.</param>
    public ExchangeCall Call(Route route) => new(RequestInfo.Of(_context).Id, _dialect, Configuration, _identity, route);

    /// <inheritdoc/>
    public void Dispose()
    {
        _document.Dispose();
        _body.Dispose();
    }
}
