using System.Text;
using System.Text.Json;
using Outcrop.Emulator;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>A gateway in front of an emulator, for tests of what goes through both.</summary>
internal sealed class EmulatedPair : IAsyncDisposable
{
    private EmulatedPair(BedrockEmulator emulator, RunningGateway gateway)
    {
        Emulator = emulator;
        Gateway = gateway;
    }

    public BedrockEmulator Emulator { get; }

    public RunningGateway Gateway { get; }

    /// <summary>The bodies that reached Bedrock.</summary>
    public IReadOnlyList<JsonElement> Sent => [.. Emulator.Journal.Select(static request => JsonDocument.Parse(request.BodyText).RootElement)];

    public static async Task<EmulatedPair> StartAsync(string json = "{}", Action<EmulatorOptions>? adjust = null)
    {
        var options = new EmulatorOptions { TokenInterval = TimeSpan.Zero };
        adjust?.Invoke(options);
        BedrockEmulator emulator = await BedrockEmulator.StartAsync(options);
        RunningGateway gateway = await RunningGateway.StartAsync(null, json, adjust: host => host.ConfigureBedrock = client =>
        {
            client.Region = "us-east-1";
            client.Endpoint = emulator.Endpoint;
            client.Credentials = new() { AccessKeyId = emulator.AccessKeyId, SecretAccessKey = emulator.SecretAccessKey, StsEndpoint = emulator.Endpoint };
        });
        return new EmulatedPair(emulator, gateway);
    }

    public async Task<JsonAnswer> PostAsync(string path, string json) => await PostAsync(Gateway, path, json);

    public static async Task<JsonAnswer> PostAsync(RunningGateway gateway, string path, string json, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using HttpResponseMessage response = await gateway.SendAsync(request);
        return await JsonAnswer.ReadAsync(response);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Emulator.DisposeAsync();
    }
}
