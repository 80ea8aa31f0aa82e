using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

// The least that a proxy on this stack can be: Kestrel, SocketsHttpHandler, bytes forwarded, a flush per read. The floor that the gateway is held against.
// Usage: BareProxy PORT UPSTREAM [--inline]
int port = int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture);
string upstream = args[1].TrimEnd('/');
bool inline = args.Contains("--inline");
WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Listen(IPAddress.Loopback, port);
});
builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = inline);
WebApplication app = builder.Build();
using var invoker = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null });
app.Run(async context =>
{
    using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(upstream + context.Request.Path.ToUriComponent())) { Content = new StreamContent(context.Request.Body) };
    request.Content.Headers.ContentLength = context.Request.ContentLength;
    using HttpResponseMessage response = await invoker.SendAsync(request, context.RequestAborted);
    context.Response.StatusCode = (int)response.StatusCode;
    context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
    using Stream body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
    PipeWriter output = context.Response.BodyWriter;
    while (await body.ReadAsync(output.GetMemory(16 * 1024), context.RequestAborted) is > 0 and int count)
    {
        output.Advance(count);
        await output.FlushAsync(context.RequestAborted);
    }
});
await app.RunAsync();
