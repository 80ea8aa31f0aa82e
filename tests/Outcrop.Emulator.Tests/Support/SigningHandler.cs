namespace Outcrop.Emulator.Tests.Support;

/// <summary>Signs what a recording proxy forwards, as the command does it with AWS's credentials.</summary>
internal sealed class SigningHandler(TestSigner signer) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        signer.Sign(request, request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken));
        return await base.SendAsync(request, cancellationToken);
    }
}
