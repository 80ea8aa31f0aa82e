using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Outcrop.Shared;

/// <summary>
/// HTTP/1.1 and HTTP/2 with prior knowledge on one plaintext port. Kestrel chooses HTTP/2 only by ALPN, so without TLS a client that
/// starts with the HTTP/2 preface (AWS's JavaScript SDK does, RFC 9113 section 3.3) gets "protocol error". This middleware peeks at the
/// first bytes without consuming them and, where it sees the preface, presents the connection as if ALPN had chosen <c>h2</c>.
/// The server needs <see cref="KestrelServerOptions.AllowAlternateSchemes"/>, since the stream says <c>http</c> where Kestrel then expects <c>https</c>.
/// </summary>
internal static class Http2PriorKnowledge
{
    /// <summary>As long as Kestrel itself waits for request headers.</summary>
    private static readonly TimeSpan DefaultPeekTimeout = TimeSpan.FromSeconds(30);

    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Adds the middleware to an end point and lets it speak both versions.</summary>
    /// <param name="listenOptions">The end point.</param>
    /// <param name="peekTimeout">How long a connection may stay silent before it is closed; 30 seconds unless told.</param>
    public static ListenOptions UseHttp2PriorKnowledge(this ListenOptions listenOptions, TimeSpan? peekTimeout = null)
    {
        TimeSpan timeout = peekTimeout ?? DefaultPeekTimeout;
        listenOptions.Protocols = HttpProtocols.Http1AndHttp2;
        listenOptions.Use(next => connection => AcceptAsync(connection, next, timeout));
        return listenOptions;
    }

    private static async Task AcceptAsync(ConnectionContext connection, ConnectionDelegate next, TimeSpan timeout)
    {
        // Behind real TLS, ALPN has already decided.
        if (connection.Features.Get<ITlsConnectionFeature>() is null)
        {
            bool? http2 = await PeekAsync(connection, timeout);
            if (http2 is null)
            {
                connection.Abort(new ConnectionAbortedException("The connection sent nothing in time."));
                return;
            }

            if (http2.Value)
            {
                var negotiated = new NegotiatedHttp2();
                connection.Features.Set<ITlsConnectionFeature>(negotiated);
                connection.Features.Set<ITlsApplicationProtocolFeature>(negotiated);
            }
        }

        await next(connection);
    }

    /// <returns>Whether the preface stands first; <see langword="null"/> when nothing decisive came in time.</returns>
    private static async Task<bool?> PeekAsync(ConnectionContext connection, TimeSpan timeout)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        deadline.CancelAfter(timeout);
        PipeReader input = connection.Transport.Input;
        try
        {
            while (true)
            {
                ReadResult result = await input.ReadAsync(deadline.Token);
                ReadOnlySequence<byte> buffer = result.Buffer;
                bool? verdict = Judge(buffer);
                if (verdict is null && !result.IsCompleted)
                {
                    input.AdvanceTo(buffer.Start, buffer.End);
                    continue;
                }

                input.AdvanceTo(buffer.Start);
                return verdict ?? false;
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static bool? Judge(ReadOnlySequence<byte> buffer)
    {
        Span<byte> first = stackalloc byte[24];
        int count = (int)Math.Min(buffer.Length, Preface.Length);
        buffer.Slice(0, count).CopyTo(first);
        if (!Preface[..count].SequenceEqual(first[..count]))
        {
            return false;
        }

        return count == Preface.Length ? true : null;
    }

    private sealed class NegotiatedHttp2 : ITlsConnectionFeature, ITlsApplicationProtocolFeature
    {
        public X509Certificate2? ClientCertificate { get; set; }

        public ReadOnlyMemory<byte> ApplicationProtocol { get; } = "h2"u8.ToArray();

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);
    }
}
