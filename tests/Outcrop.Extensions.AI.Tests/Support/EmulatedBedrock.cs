using System.Text.Json;
using Outcrop.Bedrock;
using Outcrop.Emulator;

namespace Outcrop.Extensions.AI.Tests.Support;

/// <summary>An emulator without pauses, and a client of it.</summary>
internal sealed class EmulatedBedrock : IAsyncDisposable
{
    public const string Claude = "us.anthropic.claude-sonnet-4-20250514-v1:0";

    private EmulatedBedrock(BedrockEmulator emulator)
    {
        Emulator = emulator;
        Client = new BedrockClient(Options(emulator));
    }

    public BedrockEmulator Emulator { get; }

    public BedrockClient Client { get; }

    public static async Task<EmulatedBedrock> StartAsync() =>
        new(await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero }, TestContext.Current.CancellationToken));

    public static BedrockClientOptions Options(BedrockEmulator emulator) => new()
    {
        Region = "us-east-1",
        Endpoint = emulator.Endpoint,
        Credentials = { AccessKeyId = emulator.AccessKeyId, SecretAccessKey = emulator.SecretAccessKey },
        Retry = new() { MaxAttempts = 1 },
    };

    /// <summary>The body of the request at a place, the last by default.</summary>
    public JsonElement Body(int? place = null) => JsonDocument.Parse(Emulator.Journal[place ?? (Emulator.Journal.Count - 1)].Body).RootElement;

    /// <summary>Scripts a whole Converse body.</summary>
    public void Answer(string body, string operation = "Converse") => Emulator.Script(new EmulatorScript { Operation = operation, RawBody = System.Text.Encoding.UTF8.GetBytes(body) });

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Emulator.DisposeAsync();
    }
}
