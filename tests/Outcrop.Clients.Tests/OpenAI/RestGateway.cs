using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;
using Outcrop.Gateway;
using Outcrop.Gateway.Configuration;

namespace Outcrop.Clients.Tests.OpenAI;

/// <summary>A gateway over an emulator, each on a port of its own, with one key and a guardrail.</summary>
internal sealed class RestGateway : IAsyncDisposable
{
    internal const string Key = "sk-outcrop-0123456789abcdef0123456789abcdef";

    private const string Guardrail =
        """{"name":"words","blockedInputMessaging":"no","blockedOutputsMessaging":"no","wordPolicyConfig":{"wordsConfig":[{"text":"forbidden fruit"}]} }""";

    private readonly WebApplication _app;

    private RestGateway(BedrockEmulator emulator, WebApplication app)
    {
        Emulator = emulator;
        _app = app;
        Address = new Uri(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), "/v1");
    }

    internal BedrockEmulator Emulator { get; }

    /// <summary>Where OpenAI's clients are pointed at.</summary>
    internal Uri Address { get; }

    /// <summary>A JavaScript client that has nothing but address and key.</summary>
    internal AwsJavaScript Client => new AwsJavaScript(Emulator).With("OPENAI_BASE_URL", Address.ToString()).With("OPENAI_API_KEY", Key);

    internal static async Task<RestGateway> StartAsync()
    {
        EmulatorOptions options = new() { TokenInterval = TimeSpan.Zero };
        options.Guardrails["guardrail1234"] = Guardrail;
        BedrockEmulator emulator = await BedrockEmulator.StartAsync(options);
        Dictionary<string, string> variables = new()
        {
            ["OUTCROP__LOGGING__FILE"] = "",
            ["OUTCROP__HEALTH__INTERVAL"] = "0",
            ["OUTCROP__MODERATION__GUARDRAIL"] = "guardrail1234",
            ["OUTCROP__KEYS__0__ID"] = "tests",
            ["OUTCROP__KEYS__0__KEY"] = Key,
        };
        WebApplication app = GatewayHost.Create(new GatewayHostOptions
        {
            Configuration = OutcropConfiguration.Load(null, variables, Path.GetTempPath()),
            Port = 0,
            LogToConsole = false,
            ConfigureBedrock = client =>
            {
                client.Region = "us-east-1";
                client.Endpoint = emulator.Endpoint;
                client.Credentials = new() { AccessKeyId = emulator.AccessKeyId, SecretAccessKey = emulator.SecretAccessKey };
            },
        });
        await app.StartAsync();
        return new RestGateway(emulator, app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Emulator.DisposeAsync();
    }
}
