using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Emulator;
using Outcrop.Gateway.Configuration;
using Outcrop.Recordings;

namespace Outcrop.Gateway.Recorded;

/// <summary>An emulator that answers with recordings, and two gateways before it: one calls every model by Converse, the other by InvokeModel.</summary>
public sealed class GatewayStage : IAsyncDisposable
{
    private const string StandIn = "amazon.nova-lite-v1:0";

    private readonly BedrockEmulator _emulator;
    private readonly WebApplication _converse;
    private readonly WebApplication _invoke;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    private GatewayStage(BedrockEmulator emulator, WebApplication converse, WebApplication invoke) => (_emulator, _converse, _invoke) = (emulator, converse, invoke);

    /// <summary>Starts all three.</summary>
    /// <param name="folder">The recordings.</param>
    /// <param name="models">The models whose recordings will be asked for.</param>
    public static async Task<GatewayStage> StartAsync(string folder, IEnumerable<string> models)
    {
        BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero, RecordingsFolder = folder, JournalCapacity = 10 });
        string[] distinct = [.. models.Distinct(StringComparer.Ordinal)];
        return new GatewayStage(emulator, await StartGatewayAsync(emulator, distinct, "converse"), await StartGatewayAsync(emulator, distinct, "invoke"));
    }

    /// <summary>Where the gateway listens that calls a recording's API.</summary>
    /// <param name="recording">The recording.</param>
    public Uri AddressOf(Recording recording)
    {
        WebApplication gateway = recording.Operation.StartsWith("Converse", StringComparison.Ordinal) ? _converse : _invoke;
        return new Uri(gateway.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>The model to ask for: recorders wrote names that are no ids for models that were not there, and the gateway asks Bedrock for none of those.</summary>
    /// <param name="recording">The recording.</param>
    public static string ModelOf(Recording recording) => recording.ModelId.Contains('.', StringComparison.Ordinal) || recording.ModelId.StartsWith("arn:", StringComparison.Ordinal) ? recording.ModelId : StandIn;

    /// <summary>Lets the recording be the answer to the next request of its operation and model.</summary>
    /// <param name="recording">The recording.</param>
    public void Arm(Recording recording) =>
        _emulator.Script(new EmulatorScript { Recording = recording.Name.Replace('\\', '/'), Operation = recording.Operation, ModelId = ModelOf(recording) });

    /// <summary>Forgets what was armed.</summary>
    public void Disarm() => _emulator.ClearScripts();

    /// <summary>Asks a gateway.</summary>
    /// <param name="recording">The recording, armed.</param>
    /// <param name="path">The endpoint.</param>
    /// <param name="body">The request.</param>
    /// <returns>The status, and as much of the body as arrived.</returns>
    public async Task<(int Status, string Body)> AskAsync(Recording recording, string path, JsonObject body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(AddressOf(recording), path)) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        using HttpResponseMessage response = await _http.SendAsync(request, CancellationToken.None);
        using var bytes = new MemoryStream();
        try
        {
            await response.Content.CopyToAsync(bytes);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // A broken answer has no proper end; what came before it is what is looked at.
            return ((int)response.StatusCode, Encoding.UTF8.GetString(bytes.ToArray()));
        }

        return ((int)response.StatusCode, Encoding.UTF8.GetString(bytes.ToArray()));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (WebApplication gateway in (WebApplication[])[_converse, _invoke])
        {
            await gateway.StopAsync();
            await gateway.DisposeAsync();
        }

        await _emulator.DisposeAsync();
    }

    private static async Task<WebApplication> StartGatewayAsync(BedrockEmulator emulator, string[] models, string api)
    {
        string file = Path.GetTempFileName();
        try
        {
            var apis = new JsonObject(models.Select(model => KeyValuePair.Create<string, JsonNode?>(model, api)));
            var configuration = new JsonObject { ["retry"] = new JsonObject { ["maxAttempts"] = 1 }, ["bedrock"] = new JsonObject { ["apiByModel"] = apis } };
            await File.WriteAllTextAsync(file, configuration.ToJsonString());
            WebApplication app = GatewayHost.Create(new GatewayHostOptions
            {
                Configuration = OutcropConfiguration.Load(file, new Dictionary<string, string> { ["OUTCROP__LOGGING__FILE"] = "" }, Path.GetTempPath()),
                Port = 0,
                DevelopmentMode = true,
                LogToConsole = false,
                ConfigureBedrock = client =>
                {
                    client.Region = "us-east-1";
                    client.Endpoint = emulator.Endpoint;
                    client.Credentials = new() { AccessKeyId = emulator.AccessKeyId, SecretAccessKey = emulator.SecretAccessKey, StsEndpoint = emulator.Endpoint };
                },
            });
            await app.StartAsync();
            return app;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
