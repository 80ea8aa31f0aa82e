using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Transport;
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

    private readonly HttpMessageInvoker _direct;

    private GatewayStage(BedrockEmulator emulator, WebApplication converse, WebApplication invoke)
    {
        (_emulator, _converse, _invoke) = (emulator, converse, invoke);
        _direct = new HttpMessageInvoker(new BedrockSigningHandler(new BedrockClientOptions
        {
            Region = "us-east-1",
            Credentials = new() { AccessKeyId = emulator.AccessKeyId, SecretAccessKey = emulator.SecretAccessKey },
        }));
    }

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
        RawAnswer answer = await AskRawAsync(recording, path, Encoding.UTF8.GetBytes(body.ToJsonString()));
        return (answer.Status, answer.Text);
    }

    /// <summary>Asks a gateway with bytes.</summary>
    /// <param name="recording">The recording, armed.</param>
    /// <param name="path">The endpoint.</param>
    /// <param name="body">The request's body.</param>
    internal Task<RawAnswer> AskRawAsync(Recording recording, string path, byte[] body) => AskAsync(_http, new Uri(AddressOf(recording), path), body);

    /// <summary>Asks the emulator itself.</summary>
    /// <inheritdoc cref="AskRawAsync"/>
    internal Task<RawAnswer> AskBedrockAsync(string path, byte[] body) => AskAsync(_direct, new Uri(_emulator.Endpoint, path), body);

    private static async Task<RawAnswer> AskAsync(HttpMessageInvoker http, Uri uri, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new ByteArrayContent(body) };
        request.Content.Headers.Add("Content-Type", "application/json");
        using HttpResponseMessage response = await http.SendAsync(request, CancellationToken.None);
        using var bytes = new MemoryStream();
        bool whole = true;
        try
        {
            await response.Content.CopyToAsync(bytes);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // A broken answer may have no proper end; what came before it is what is looked at.
            whole = false;
        }

        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(static header => header.Key, static header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);
        return new RawAnswer((int)response.StatusCode, headers, bytes.ToArray(), whole);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _direct.Dispose();
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
