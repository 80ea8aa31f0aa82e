using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Upstream;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>A gateway on a real Kestrel at a free loopback port, with a given upstream.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    private RunningGateway(WebApplication app, Uri address, LogLines log, MetricReader metrics)
    {
        Metrics = metrics;
        App = app;
        Address = address;
        Log = log;
    }

    public WebApplication App { get; }

    public Uri Address { get; }

    public LogLines Log { get; }

    /// <summary>What it has counted since it started.</summary>
    public MetricReader Metrics { get; }

    public static async Task<RunningGateway> StartAsync(
        IUpstream? upstream, string json = "{}", IReadOnlyDictionary<string, string>? environment = null, TimeProvider? timeProvider = null, Action<GatewayHostOptions>? adjust = null)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("outcrop.json", json);
        var variables = new Dictionary<string, string>(environment ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        variables.TryAdd("OUTCROP__LOGGING__FILE", "");
        OutcropConfiguration configuration = OutcropConfiguration.Load(path, variables, folder.Path);
        var options = new GatewayHostOptions
        {
            Configuration = configuration,
            Port = 0,
            DevelopmentMode = true,
            LogToConsole = false,
            Upstream = upstream,
            TimeProvider = timeProvider ?? TimeProvider.System,
        };
        adjust?.Invoke(options);
        var log = new LogLines([.. options.Configuration?.Secrets ?? []]);
        options.LogSink = log;
        WebApplication app = GatewayHost.Create(options);
        var metrics = new MetricReader(app.Services);
        await app.StartAsync();
        string address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new RunningGateway(app, new Uri(address), log, metrics);
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken = default)
    {
        request.RequestUri = new Uri(Address, request.RequestUri!);
        return _client.SendAsync(request, cancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(With(new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative)), headers));

    public Task<HttpResponseMessage> ChatAsync(string body, params (string Name, string Value)[] headers) => ChatAsync(Encoding.UTF8.GetBytes(body), headers);

    public Task<HttpResponseMessage> ChatAsync(byte[] body, params (string Name, string Value)[] headers)
    {
        var content = new ByteArrayContent(body);
        content.Headers.Add("Content-Type", "application/json");
        return SendAsync(With(new HttpRequestMessage(HttpMethod.Post, new Uri("/chat/completions/stream", UriKind.Relative)) { Content = content }, headers));
    }

    /// <summary>A connection of one's own, for what a well-behaved client would not do.</summary>
    public async Task<Socket> ConnectAsync(string request)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Address.Port);
        await socket.SendAsync(Encoding.UTF8.GetBytes(request));
        return socket;
    }

    public static string RawChat(string body) =>
        $"POST /chat/completions/stream HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await App.StopAsync(limit.Token);
        await App.DisposeAsync();
        Metrics.Dispose();
    }

    private static HttpRequestMessage With(HttpRequestMessage request, (string Name, string Value)[] headers)
    {
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return request;
    }
}
