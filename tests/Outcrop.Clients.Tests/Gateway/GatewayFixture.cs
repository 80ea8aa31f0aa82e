using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Clients.Tests.Ecosystem;
using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;
using Outcrop.Gateway;
using Outcrop.Gateway.Configuration;

namespace Outcrop.Clients.Tests.Gateway;

/// <summary>A gateway with one key before an emulator, and the clients that are pointed at it. The gateway tries nothing again, so that a client's own retries show.</summary>
internal sealed class GatewayFixture : IAsyncDisposable
{
    internal const string Key = "sk-outcrop-0123456789abcdef0123456789abcdef";

    private readonly WebApplication _app;

    private GatewayFixture(BedrockEmulator emulator, WebApplication app)
    {
        Emulator = emulator;
        _app = app;
        BaseUrl = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v1");
    }

    internal BedrockEmulator Emulator { get; }

    /// <summary>What a user puts into <c>OPENAI_BASE_URL</c>.</summary>
    internal Uri BaseUrl { get; }

    internal static async Task<GatewayFixture> StartAsync()
    {
        BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero });
        using TemporaryFile file = TemporaryFile.With("{\"keys\":[{\"id\":\"clients\",\"key\":\"${CLIENTS_KEY}\"}],\"retry\":{\"maxAttempts\":1}}");
        WebApplication app = GatewayHost.Create(new GatewayHostOptions
        {
            Configuration = OutcropConfiguration.Load(file.Path, new Dictionary<string, string> { ["OUTCROP__LOGGING__FILE"] = "", ["CLIENTS_KEY"] = Key }, Path.GetTempPath()),
            Port = 0,
            LogToConsole = false,
            ConfigureBedrock = client =>
            {
                client.Region = "us-east-1";
                client.Endpoint = emulator.Endpoint;
                client.Credentials = new() { AccessKeyId = emulator.AccessKeyId, SecretAccessKey = emulator.SecretAccessKey, StsEndpoint = emulator.Endpoint };
            },
        });
        await app.StartAsync();
        return new GatewayFixture(emulator, app);
    }

    /// <summary>A JavaScript client that has base URL and key from its environment, and nothing else.</summary>
    internal AwsJavaScript JavaScript(string key = Key) => new AwsJavaScript(Emulator).With("OPENAI_BASE_URL", BaseUrl.AbsoluteUri).With("OPENAI_API_KEY", key);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Emulator.DisposeAsync();
    }
}
