using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Outcrop.Wire.Buffers;

namespace Outcrop.Gateway.FrontEnds;

/// <summary>A whole answer as JSON: written into pooled memory first, so that its length is known and a fault while writing still has a status of its own.</summary>
internal sealed class JsonBody : IDisposable
{
    // Served as application/json with nosniff, never as HTML: an apostrophe may stay one.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    private readonly PooledBufferWriter _output = new(2048);

    /// <summary>Begins an answer.</summary>
    public JsonBody() => Json = new Utf8JsonWriter(_output, Readable);

    /// <summary>Writes it.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>Sends what has been written.</summary>
    /// <param name="context">The request.</param>
    public async Task SendAsync(HttpContext context)
    {
        await Json.FlushAsync(context.RequestAborted);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = _output.WrittenCount;
        await AnswerBody.WriteAsync(context, _output.WrittenMemory);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Json.Dispose();
        _output.Dispose();
    }
}
