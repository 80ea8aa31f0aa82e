using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Outcrop.Emulator.Streaming;

/// <summary>Puts an <see cref="Http2Output"/> in front of what HTTP/2 connections send.</summary>
internal static class Http2OutputMiddleware
{
    public static void UseHttp2Output(this IConnectionBuilder connections) => connections.Use(next => async connection =>
    {
        if (connection.Features.Get<ITlsApplicationProtocolFeature>()?.ApplicationProtocol.Span.SequenceEqual("h2"u8) != true)
        {
            await next(connection);
            return;
        }

        IDuplexPipe transport = connection.Transport;
        var output = new Http2Output(transport.Output);
        connection.Features.Set(output);
        connection.Transport = new Transport(transport.Input, PipeWriter.Create(output, new StreamPipeWriterOptions(leaveOpen: true)));
        try
        {
            await next(connection);
        }
        finally
        {
            await connection.Transport.Output.CompleteAsync();
            await transport.Output.CompleteAsync();
            connection.Transport = transport;
        }
    });

    private sealed record Transport(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
