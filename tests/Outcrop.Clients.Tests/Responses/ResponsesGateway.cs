using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Clients.Tests.JavaScript;
using Outcrop.Emulator;
using Outcrop.Gateway;
using Outcrop.Gateway.Configuration;

namespace Outcrop.Clients.Tests.Responses;

/// <summary>An emulator, a gateway before it with one key, and clients that are told no more than the gateway's address and that key.</summary>
internal sealed class ResponsesGateway : IAsyncDisposable
{
    private const string Key = "sk-outcrop-9f8e7d6c5b4a39281706f5e4d3c2b1a0";

    private readonly WebApplication _gateway;
    private readonly string _address;

    private ResponsesGateway(BedrockEmulator emulator, WebApplication gateway)
    {
        _gateway = gateway;
        _address = gateway.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Emulator = emulator;
    }

    internal BedrockEmulator Emulator { get; }

    internal static async Task<ResponsesGateway> StartAsync(params EmulatorScript[] scripts)
    {
        BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero });
        Array.ForEach(scripts, emulator.Script);
        Dictionary<string, string> variables = new()
        {
            ["OUTCROP__KEYS__0__ID"] = "clients", ["OUTCROP__KEYS__0__KEY"] = Key, ["OUTCROP__LOGGING__FILE"] = "", ["OUTCROP__RETRY__MAXATTEMPTS"] = "1",
        };
        GatewayHostOptions options = new() { Configuration = OutcropConfiguration.Load(null, variables, Path.GetTempPath()), Port = 0, LogToConsole = false };
        options.ConfigureBedrock = client =>
        {
            (client.Region, client.Endpoint) = ("us-east-1", emulator.Endpoint);
            (client.Credentials.AccessKeyId, client.Credentials.SecretAccessKey) = (emulator.AccessKeyId, emulator.SecretAccessKey);
        };
        WebApplication gateway = GatewayHost.Create(options);
        await gateway.StartAsync();
        return new ResponsesGateway(emulator, gateway);
    }

    internal Task<ScenarioResult> RunAsync(string client, string scenario, string model, string prompt = "Name three gemstones.") => new AwsJavaScript(Emulator)
        .With("OPENAI_BASE_URL", _address + "/v1").With("OPENAI_API_KEY", Key)
        .With("AWS_ACCESS_KEY_ID", null).With("AWS_SECRET_ACCESS_KEY", null)
        .RunAsync(new Scenario(client, scenario, model, prompt));

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await Emulator.DisposeAsync();
    }
}
