using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Outcrop.Cli.Tests.Support;

/// <summary>A gateway as <c>outcrop serve</c> runs it, before a Bedrock of the test's own. Its log is read on, so that it never waits for whoever reads it.</summary>
internal sealed partial class ServedGateway : IAsyncDisposable
{
    /// <summary>The header of a caller who may call.</summary>
    public const string Key = "x-api-key: " + Secret + "\r\n";

    private const string Secret = "sk-outcrop-0123456789abcdef0123456789abcdef";
    private readonly OutcropProcess _process;
    private readonly Task _reading;

    private ServedGateway(OutcropProcess process, int port)
    {
        _process = process;
        Port = port;
        _reading = ReadAsync();
    }

    /// <summary>Where it listens, on loopback.</summary>
    public int Port { get; }

    /// <summary>Its log so far, line by line.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    /// <summary>Its process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts it.</summary>
    /// <param name="bedrock">What it takes for Bedrock.</param>
    /// <param name="extra">Further members of its configuration, each with a comma behind.</param>
    public static async Task<ServedGateway> StartAsync(Uri bedrock, string extra)
    {
        string path = OutcropProcess.WriteFile($$"""
            {
              {{extra}} "keys": [{ "id": "team-a", "key": "${GATEWAY_KEY}" }], "bedrock": { "region": "us-east-1", "endpoint": "{{bedrock}}" }, "limits": { "maxConcurrentRequests": 10000 },
              "retry": { "maxAttempts": 1 }, "reload": { "watch": false, "interval": 0 }, "logging": { "file": "", "jsonConsole": true }
            }
            """);
        var environment = new Dictionary<string, string> { ["AWS_ACCESS_KEY_ID"] = "outcrop", ["AWS_SECRET_ACCESS_KEY"] = "outcrop-secret", ["GATEWAY_KEY"] = Secret };
        OutcropProcess process = OutcropProcess.Start(environment, "serve", "--port", "0", "--config", path);
        try
        {
            var told = new System.Text.StringBuilder();
            while (await process.Error.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                if (Address().Match(line) is { Success: true } address)
                {
                    return new ServedGateway(process, int.Parse(address.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
                }

                told.AppendLine(line);
            }

            throw new InvalidOperationException($"It did not start: {told}");
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>How many lines of its log hold some text.</summary>
    public int Count(string text) => Log.Count(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits for its log to say something so many times.</summary>
    public async Task SaysAsync(string text, int times, CancellationToken limit)
    {
        while (Count(text) < times)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit);
        }
    }

    /// <summary>Sends SIGTERM.</summary>
    public void Terminate() => _process.Signal("TERM");

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitAsync(CancellationToken limit)
    {
        int code = await _process.ExitAsync(limit);
        await _reading;
        return code;
    }

    /// <summary>Its memory, as the system counts it.</summary>
    public long WorkingSet()
    {
        using Process process = Process.GetProcessById(_process.Id);
        return process.WorkingSet64;
    }

    public async ValueTask DisposeAsync()
    {
        // Its log is read to the end before the process goes: otherwise the reading's own fault would hide why a test failed.
        await _process.KillAsync();
        await _reading;
        await _process.DisposeAsync();
    }

    private async Task ReadAsync()
    {
        while (await _process.Output.ReadLineAsync(CancellationToken.None) is { } line)
        {
            Log.Enqueue(line);
        }
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:(\d+)")]
    private static partial Regex Address();
}
