using System.Net;
using System.Net.Sockets;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Logging;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.Fetching;

/// <summary>
/// The one place where the gateway follows a URL that a caller wrote. It goes to public addresses only, and connects to the very address it has checked, so that a
/// name cannot change its meaning in between; each redirect is checked like the first URL. No proxy, no cookies, no credentials, no decompression. What callers are
/// told never says more of a network than that something could not be fetched. Thread-safe.
/// </summary>
internal sealed class UrlFetcher : IDisposable
{
    private const int LongestUrl = 2048;
    private const int MostRedirects = 3;
    private const string Unreachable = "could not be fetched";

    private readonly FetchNetwork _network;
    private readonly TimeProvider _timeProvider;
    private readonly HttpMessageInvoker _http;

    /// <summary>Creates a fetcher.</summary>
    /// <param name="network">The network.</param>
    /// <param name="timeProvider">The clock.</param>
    public UrlFetcher(FetchNetwork network, TimeProvider timeProvider)
    {
        _network = network;
        _timeProvider = timeProvider;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = 16,
            PooledConnectionLifetime = TimeSpan.Zero,
            ConnectCallback = ConnectAsync,
        });
    }

    /// <summary>Fetches a picture or a PDF.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="path">Where it stands in the request.</param>
    /// <param name="settings">What is allowed.</param>
    /// <param name="cancellationToken">The caller's end.</param>
    /// <exception cref="GatewayException">It is not allowed, could not be fetched, or is neither.</exception>
    public async Task<RemoteFile> FetchAsync(string url, string path, FetchingSettings settings, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(settings.Timeout, _timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            Uri address = Check(url, path, settings);
            for (int redirects = 0; ; redirects++)
            {
                using HttpResponseMessage response = await SendAsync(address, both.Token);
                if (!IsRedirect(response.StatusCode))
                {
                    return await ReadAsync(response, path, settings, both.Token);
                }

                if (redirects == MostRedirects || response.Headers.Location is not { } next)
                {
                    throw Refuse(path, "redirects too often, or to nowhere");
                }

                Uri target = Check(new Uri(address, next).AbsoluteUri, path, settings);
                address = address.Scheme == Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttps ? throw Refuse(path, "redirects from https to http") : target;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Refuse(path, "could not be fetched in time");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException or UriFormatException)
        {
            throw Refuse(path, Unreachable, exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Parsed once: what is checked here is the object that the request is made of.</summary>
    private static Uri Check(string url, string path, FetchingSettings settings)
    {
        if (url.Length > LongestUrl || !Uri.TryCreate(url, UriKind.Absolute, out Uri? address))
        {
            throw Refuse(path, "is no URL of at most 2048 characters");
        }

        int port = address.Scheme == Uri.UriSchemeHttps ? 443 : settings.AllowHttp && address.Scheme == Uri.UriSchemeHttp ? 80 : -1;
        if (port < 0 || address.Port != port || address.UserInfo.Length > 0 || address.IdnHost.Length == 0)
        {
            throw Refuse(path, settings.AllowHttp ? "must be an https or http URL without user name or port of its own" : "must be an https URL without user name or port of its own");
        }

        return address;
    }

    private async Task<HttpResponseMessage> SendAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Add("User-Agent", "outcrop");
        request.Headers.Add("Accept", "image/png, image/jpeg, image/gif, image/webp, application/pdf");
        request.Headers.Add("Accept-Encoding", "identity");
        return await _http.SendAsync(request, cancellationToken);
    }

    /// <summary>One address that is not public makes the whole name suspect: which of them is taken would be chance.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        string host = context.DnsEndPoint.Host;
        IPAddress[] addresses = IPAddress.TryParse(host, out IPAddress? literal) ? [literal] : await _network.ResolveAsync(host, cancellationToken);
        if (addresses.Length == 0 || !Array.TrueForAll(addresses, PublicAddress.Is))
        {
            throw new IOException("The host has no address, or one that is not public.");
        }

        return await _network.ConnectAsync(new IPEndPoint(addresses[0], context.DnsEndPoint.Port), cancellationToken);
    }

    private static async Task<RemoteFile> ReadAsync(HttpResponseMessage response, string path, FetchingSettings settings, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.OK || response.Content.Headers.ContentEncoding.Count > 0)
        {
            throw Refuse(path, Unreachable);
        }

        if (response.Content.Headers.ContentLength > settings.MaxBytes)
        {
            throw TooLong(path, settings);
        }

        // Counted as it is read: what a server announces binds nobody.
        using var content = new MemoryStream();
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        byte[] piece = new byte[16 * 1024];
        while (await body.ReadAsync(piece, cancellationToken) is int count and > 0)
        {
            if (content.Length + count > settings.MaxBytes)
            {
                throw TooLong(path, settings);
            }

            content.Write(piece, 0, count);
        }

        ReadOnlyMemory<byte> file = content.GetBuffer().AsMemory(0, (int)content.Length);
        return RemoteFile.FormatOf(file.Span) is { } format ? new RemoteFile(format, file) : throw Refuse(path, "is no PNG, JPEG, GIF, WebP or PDF file");
    }

    private static bool IsRedirect(HttpStatusCode status) =>
        status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private static GatewayException TooLong(string path, FetchingSettings settings) =>
        Refuse(path, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"is longer than {settings.MaxBytes} bytes"));

    private static GatewayException Refuse(string path, string what, Exception? cause = null) =>
        new(GatewayError.InvalidRequest($"{SafeText.Clean(path)}: {what}", SafeText.Clean(path)), cause);
}
