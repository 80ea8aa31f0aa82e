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

    /// <summary>The access key of the same gateway key, which AWS has never heard of.</summary>
    internal const string AccessKeyId = "AKIAOUTCROPCLIENTS00";

    internal const string SecretAccessKey = "clients-secret-of-the-gateways-own-0123456789";

    /// <summary>A key that may use Nova alone.</summary>
    internal const string NovaKey = "sk-outcrop-nova-0123456789abcdef0123456789ab";

    private readonly WebApplication _app;

    private GatewayFixture(BedrockEmulator emulator, WebApplication app)
    {
        Emulator = emulator;
        _app = app;
        Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        BaseUrl = new Uri(Address + "/v1");
    }

    internal BedrockEmulator Emulator { get; }

    /// <summary>Scheme, host and port: what Anthropic's and AWS's clients are given.</summary>
    internal string Address { get; }

    /// <summary>What a user puts into <c>OPENAI_BASE_URL</c>.</summary>
    internal Uri BaseUrl { get; }

    /// <summary>Starts both.</summary>
    /// <param name="members">Further members of the configuration, as they stand in the file.</param>
    /// <param name="options">The emulator's; by default without pauses.</param>
    internal static async Task<GatewayFixture> StartAsync(string members = "", EmulatorOptions? options = null)
    {
        BedrockEmulator emulator = await BedrockEmulator.StartAsync(options ?? new EmulatorOptions { TokenInterval = TimeSpan.Zero });
        using TemporaryFile file = TemporaryFile.With(
            """
            {
              "keys": [
                { "id": "clients", "key": "${CLIENTS_KEY}", "accessKeyId": "ACCESS", "secretAccessKey": "${CLIENTS_SECRET}" },
                { "id": "nova", "key": "${NOVA_KEY}", "models": ["amazon.nova-lite-v1:0"] }
              ],
              "retry": { "maxAttempts": 1 },
              MEMBERS
            }
            """.Replace("ACCESS", AccessKeyId, StringComparison.Ordinal).Replace("MEMBERS", members, StringComparison.Ordinal));
        Dictionary<string, string> variables = new() { ["OUTCROP__LOGGING__FILE"] = "", ["OUTCROP__HEALTH__INTERVAL"] = "0", ["CLIENTS_KEY"] = Key, ["CLIENTS_SECRET"] = SecretAccessKey, ["NOVA_KEY"] = NovaKey };
        WebApplication app = GatewayHost.Create(new GatewayHostOptions
        {
            Configuration = OutcropConfiguration.Load(file.Path, variables, Path.GetTempPath()),
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

    /// <summary>A client of Anthropic's Messages that has base URL and key from its environment, and nothing else.</summary>
    internal AwsJavaScript Messages(string client, string key = Key) => new AwsJavaScript(Emulator)
        .With("ANTHROPIC_BASE_URL", client.StartsWith("ai-sdk", StringComparison.Ordinal) ? BaseUrl.AbsoluteUri : Address)
        .With("ANTHROPIC_API_KEY", key);

    /// <summary>A client of Bedrock's that signs with the gateway's own access key.</summary>
    internal AwsJavaScript Signed(string secret = SecretAccessKey) => Aws(AccessKeyId, secret);

    /// <summary>A client of Bedrock's that has the gateway's key as its Bedrock API key.</summary>
    internal AwsJavaScript Bearer(string key = Key) => Aws(null, null).With("AWS_BEARER_TOKEN_BEDROCK", key);

    private AwsJavaScript Aws(string? id, string? secret) => new AwsJavaScript(Emulator)
        .With("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", Address).With("AWS_ENDPOINT_URL_BEDROCK", Address).With("AWS_ENDPOINT_URL_STS", null)
        .With("ANTHROPIC_BEDROCK_BASE_URL", Address).With("ANTHROPIC_BEDROCK_MANTLE_BASE_URL", Address + "/anthropic")
        .With("AWS_ACCESS_KEY_ID", id).With("AWS_SECRET_ACCESS_KEY", secret);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Emulator.DisposeAsync();
    }
}
