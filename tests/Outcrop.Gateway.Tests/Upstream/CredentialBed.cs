using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Emulator;
using Outcrop.Gateway.Configuration.Reload;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Upstream;

/// <summary>
/// A gateway with two accounts, each of which assumes a role at an emulator of its own, over TCP and through AWS's own STS client. Gateway and emulators share one clock of the test's; STS's client keeps the real one,
/// so that a jump of the test's is a skew to it, which it mends by itself with one more request. Timers of the emulators stand until the clock is moved.
/// </summary>
internal sealed partial class CredentialBed : IAsyncDisposable
{
    public const string Model = "amazon.nova-lite-v1:0";
    public const string Role = "arn:aws:iam::123456789012:role/gateway";

    private CredentialBed(BedrockEmulator one, BedrockEmulator two, FakeTimeProvider time)
    {
        One = one;
        Two = two;
        Time = time;
    }

    public FakeTimeProvider Time { get; }

    public BedrockEmulator One { get; }

    public BedrockEmulator Two { get; }

    public TemporaryFolder Folder { get; } = new();

    public RunningGateway Gateway { get; private set; } = null!;

    public ConfigurationReloader Reloader => Gateway.App.Services.GetRequiredService<ConfigurationReloader>();

    /// <summary>Starts everything.</summary>
    /// <param name="json">The configuration; <see langword="null"/>: <see cref="Json"/>.</param>
    /// <param name="emulator">Sets an emulator up.</param>
    public static async Task<CredentialBed> StartAsync(Func<CredentialBed, string>? json = null, Action<EmulatorOptions>? emulator = null)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var bed = new CredentialBed(await EmulatorAsync(time, emulator), await EmulatorAsync(time, emulator), time);
        bed.Write((json ?? (static bed => bed.Json()))(bed));
        bed.Gateway = await RunningGateway.StartAsync(null, timeProvider: time, adjust: options =>
        {
            options.Configuration = null;
            options.ConfigurationPath = Path.Combine(bed.Folder.Path, "outcrop.json");
            options.Environment = new Dictionary<string, string> { ["SECRET"] = bed.One.SecretAccessKey, ["OUTCROP__LOGGING__FILE"] = "", ["OUTCROP__HEALTH__INTERVAL"] = "0" };
            options.WorkingDirectory = bed.Folder.Path;
            options.ReloadOnHangup = false;
        });
        return bed;
    }

    public void Write(string json) => Folder.Write("outcrop.json", json);

    /// <summary>The aliases one, two and both over an account each; any other model goes to the account one.</summary>
    public string Json(string? one = null, string? two = null, Uri? endpointOne = null, Uri? endpointTwo = null, string more = "") => $$"""
        {
          "accounts": [
            {"id": "one", "regions": ["us-east-1"], "endpoint": "{{endpointOne ?? One.Endpoint}}", "stsEndpoint": "{{One.Endpoint}}", "credentials": {{one ?? Credentials()}}},
            {"id": "two", "regions": ["us-east-1"], "endpoint": "{{endpointTwo ?? Two.Endpoint}}", "stsEndpoint": "{{Two.Endpoint}}", "credentials": {{two ?? Credentials()}}}
          ],
          "models": {
            "aliases": {
              "one": {"targets": [{"account": "one", "model": "{{Model}}"}]},
              "two": {"targets": [{"account": "two", "model": "{{Model}}"}]},
              "both": {"targets": [{"account": "one", "model": "{{Model}}"}, {"account": "two", "model": "{{Model}}", "priority": 1}]}
            }
          },
          "reload": {"watch": false, "interval": 0}{{more}}
        }
        """;

    public static string Credentials(string role = Role, string externalId = "ext", int duration = 3600) =>
        $$"""{"accessKeyId": "outcrop", "secretAccessKey": "${SECRET}", "roleArn": "{{role}}", "externalId": "{{externalId}}", "sessionName": "gateway", "sessionDuration": {{duration}}}""";

    public const string Keys = """{"accessKeyId": "outcrop", "secretAccessKey": "${SECRET}"}""";

    /// <summary>One chat request.</summary>
    public async Task<int> AskAsync(string model)
    {
        using HttpResponseMessage response = await Gateway.PostAsync("/v1/chat/completions", $$"""{"model":"{{model}}","messages":[{"role":"user","content":"Hello"}]}""");
        await response.Content.ReadAsByteArrayAsync();
        return (int)response.StatusCode;
    }

    /// <summary>Many at once.</summary>
    public Task<int[]> AskAsync(string model, int count) => Task.WhenAll(Enumerable.Range(0, count).Select(_ => AskAsync(model)));

    /// <summary>Every question to STS, those refused included.</summary>
    public static int StsAsked(BedrockEmulator emulator) => emulator.Journal.Count(static request => request.Operation == "AssumeRole");

    /// <summary>The sessions STS has given.</summary>
    public static int Sessions(BedrockEmulator emulator) => emulator.Journal.Count(static request => request is { Operation: "AssumeRole", StatusCode: 200 });

    /// <summary>Requests for a model, those refused included.</summary>
    public static EmulatorRequest[] Asked(BedrockEmulator emulator) => [.. emulator.Journal.Where(static request => request.Operation is "Converse" or "ConverseStream")];

    /// <summary>The access key that signed a request.</summary>
    public static string KeyOf(EmulatorRequest request) => CredentialPattern().Match(request.Headers["Authorization"]).Groups[1].Value;

    /// <summary>What an access key signs is refused from now on.</summary>
    public static void Refuse(BedrockEmulator emulator, string key, string errorType) => emulator.Script(new EmulatorScript
    {
        Operation = "Converse",
        RequestHeaders = new Dictionary<string, string> { ["Authorization"] = $"*Credential={key}/*" },
        ErrorType = errorType,
        ErrorMessage = "The security token included in the request is no good: arn:aws:sts::123456789012:assumed-role/gateway/gateway",
        Status = 403,
        Times = 0,
    });

    /// <summary>STS resets every connection from now on.</summary>
    public static void BreakSts(BedrockEmulator emulator) => emulator.Script(new EmulatorScript { Operation = "AssumeRole", ResetBeforeHeaders = true, Times = 0 });

    public int Logged(string text) => Gateway.Log.Lines.Count(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits until the log has a line so many times.</summary>
    public Task LoggedAsync(string text, int times = 1) => Eventually.TrueAsync(() => Logged(text) >= times);

    /// <summary>Moves the clock bit by bit until something has happened: an emulator may be a moment late to set its timer.</summary>
    public Task AdvanceUntilAsync(TimeSpan step, Func<bool> condition) => Eventually.TrueAsync(() =>
    {
        if (condition())
        {
            return true;
        }

        Time.Advance(step);
        return false;
    });

    public async ValueTask DisposeAsync()
    {
        // For whoever has to find out why a test failed.
        foreach (string line in Gateway.Log.Lines.Where(static line => line.Contains("\"level\":\"Warning\"", StringComparison.Ordinal) || line.Contains("\"level\":\"Error\"", StringComparison.Ordinal)).Take(10))
        {
            TestContext.Current.TestOutputHelper?.Write(line);
        }

        await Gateway.DisposeAsync();
        await One.DisposeAsync();
        await Two.DisposeAsync();
        Folder.Dispose();
    }

    private static Task<BedrockEmulator> EmulatorAsync(FakeTimeProvider time, Action<EmulatorOptions>? adjust)
    {
        var options = new EmulatorOptions { TimeProvider = time, TokenInterval = TimeSpan.Zero, JournalCapacity = 10_000 };
        options.RoleExternalIds[Role] = "ext";
        adjust?.Invoke(options);
        return BedrockEmulator.StartAsync(options);
    }

    [GeneratedRegex("Credential=([^/]+)/")]
    private static partial Regex CredentialPattern();
}
