using Outcrop.Bedrock;
using Outcrop.Bedrock.Converse;
using Outcrop.Bedrock.Transport;
using Outcrop.Emulator;

namespace Outcrop.Contracts.Tests;

/// <summary>A client before an emulator that answers at once.</summary>
internal sealed class ContractHost : IAsyncDisposable
{
    private ContractHost(BedrockEmulator emulator, BedrockClient client)
    {
        Emulator = emulator;
        Client = client;
    }

    public BedrockEmulator Emulator { get; }

    public BedrockClient Client { get; }

    /// <summary>Starts both.</summary>
    /// <param name="apis">The API a model is called through; none leaves it to the client.</param>
    public static async Task<ContractHost> StartAsync(params (string Model, BedrockApi Api)[] apis)
    {
        BedrockEmulator emulator = await BedrockEmulator.StartAsync(new EmulatorOptions { TokenInterval = TimeSpan.Zero }, TestContext.Current.CancellationToken);
        var client = new BedrockClient(new BedrockClientOptions
        {
            Region = "us-east-1",
            Endpoint = emulator.Endpoint,
            Credentials = { AccessKeyId = emulator.AccessKeyId, SecretAccessKey = emulator.SecretAccessKey },
            Retry = new BedrockRetryOptions { MaxAttempts = 2, MaxBackoff = TimeSpan.FromMilliseconds(1) },
            Random = new Random(1),
            ApiByModel = apis.ToDictionary(one => one.Model, one => one.Api),
        });
        return new ContractHost(emulator, client);
    }

    /// <summary>Asks through the family's own body.</summary>
    public Task<ConverseResponse> AskAsync(ConverseRequest request) => Client.CompleteAsync(request, TestContext.Current.CancellationToken);

    /// <summary>Asks for a stream through the family's own body and puts it together.</summary>
    public async Task<ConverseResponse> StreamAsync(ConverseRequest request)
    {
        var builder = new ConverseMessageBuilder();
        await using ConverseEventStream stream = await Client.OpenStreamAsync(request, BedrockApi.InvokeModel, TestContext.Current.CancellationToken);
        do
        {
            builder.Add(stream.Events);
        }
        while (await stream.ReadAsync(TestContext.Current.CancellationToken));

        ConverseResponse answer = builder.Build();
        answer.Dropped = stream.Dropped;
        return answer;
    }

    /// <summary>Asks in both ways.</summary>
    public async Task<(ConverseResponse Whole, ConverseResponse Streamed)> BothAsync(ConverseRequest request) => (await AskAsync(request), await StreamAsync(request));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Emulator.DisposeAsync();
    }
}
