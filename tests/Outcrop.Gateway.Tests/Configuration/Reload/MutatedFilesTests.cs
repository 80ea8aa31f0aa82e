using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Outcrop.Bedrock.Converse;
using Outcrop.Gateway.Configuration;
using Outcrop.Gateway.Configuration.Files;
using Outcrop.Gateway.Configuration.Reload;
using Outcrop.Gateway.Pipeline;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Configuration.Reload;

/// <summary>
/// Fault row 47 and issue 8, case 6, on a real disk and over TCP: five hundred things done to the files of a gateway with requests in flight. Every configuration carries its number in three sections, so that a
/// request which saw parts of two would tell.
/// </summary>
public sealed class MutatedFilesTests
{
    private const int Rounds = 500;

    [Fact]
    public async Task Row47_FiveHundredFiles_NoneCrashesDropsOrMixes()
    {
        using var folder = new TemporaryFolder();
        FileMutants.Mend(folder, Good(0), 1);
        var held = new ConcurrentQueue<TaskCompletionSource>();
        var mixed = new ConcurrentQueue<string>();
        var upstream = new FakeUpstream((request, token) =>
        {
            string model = request.ModelId[(request.ModelId.LastIndexOf('-') + 1)..];
            string prompt = Assert.IsType<TextBlock>(Assert.Single(request.System)).Text.Split(' ')[1];
            string limit = request.InferenceConfig?.MaxTokens?.ToString(CultureInfo.InvariantCulture) ?? "";
            if (model != prompt || limit != (1000 + int.Parse(model, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture))
            {
                mixed.Enqueue($"model {model}, prompt {prompt}, limit {limit}");
            }

            bool isHeld = request.Messages[^1].Content[0] is TextBlock { Text: "hold" };
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (isHeld)
            {
                held.Enqueue(gate);
            }

            return Task.FromResult<ConverseEventStream>(new FakeStream(
                FakeStream.Give(Events.Text(model)), FakeStream.After(isHeld ? gate.Task : Task.CompletedTask, Events.Text(".")), FakeStream.Give(Events.Stop()), FakeStream.Give(Events.Usage(1, 1))));
        });
        await using RunningGateway gateway = await RunningGateway.StartAsync(upstream, adjust: options =>
        {
            options.Configuration = null;
            options.ConfigurationPath = Path.Combine(folder.Path, "outcrop.json");
            options.Environment = new Dictionary<string, string> { ["KEY"] = Sample.Key, ["OUTCROP__LOGGING__FILE"] = "" };
            options.WorkingDirectory = folder.Path;
            options.ReloadOnHangup = false;
        });
        ConfigurationReloader reloader = gateway.App.Services.GetRequiredService<ConfigurationReloader>();
        GatewaySnapshots snapshots = gateway.App.Services.GetRequiredService<GatewaySnapshots>();
        using var stop = new CancellationTokenSource();
        Task<int>[] callers = [.. Enumerable.Range(0, 2).Select(_ => CallAsync(gateway, stop.Token))];
        var running = new List<Task<string>>();
        int faultsTold = 0;
        int good = 0;
        int inForce = 0;
        for (int round = 1; round <= Rounds; round++)
        {
            (string name, bool isGood, Action<TemporaryFolder, byte[], Random> mutate) = FileMutants.All[round % FileMutants.All.Length];
            string what = $"round {round} ({name})";
            if (round % 50 == 1)
            {
                running.Add(AskAsync(gateway, "hold"));
                int expected = running.Count;
                await Eventually.TrueAsync(() => held.Count >= expected);
            }

            long version = snapshots.Current.Version;
            mutate(folder, Good(isGood ? round : inForce), new Random(round));
            ReloadResult result = reloader.Reload(what);
            if (isGood)
            {
                Assert.True(result == ReloadResult.Reloaded, what);
                (inForce, good) = (round, good + 1);
            }
            else
            {
                Assert.True(result == ReloadResult.Refused && snapshots.Current.Version == version, $"{what}: {result}");
                IReadOnlyList<ConfigurationFault> faults = ReadAgain(folder);
                Assert.True(faults.Count > 0 && faults.All(static fault => fault.Path.StartsWith('$') && fault.Message.Length > 5), $"{what}: {string.Join("; ", faults)}");
                Assert.All(faults, fault => Assert.True(gateway.Log.Lines.Any(line => MessageOf(line) == $"configuration fault: {fault}"), $"{what}: the log lacks {fault}"));
                JsonElement health = await HealthAsync(gateway);
                Assert.Equal((false, faults.Count), (health.GetProperty("upToDate").GetBoolean(), health.GetProperty("faults").GetInt32()));
                faultsTold += faults.Count;
            }

            Assert.Equal($"{inForce}.", await AskAsync(gateway, "x"));
            if (!isGood)
            {
                FileMutants.Mend(folder, Good(inForce = round), round);
                Assert.True(reloader.Reload(what) == ReloadResult.Reloaded, $"{what}: mended");
                Assert.Equal($"{inForce}.", await AskAsync(gateway, "x"));
            }
        }

        // What was asked under older configurations ends as it began.
        Assert.All(held, static gate => gate.SetResult());
        foreach (Task<string> old in running)
        {
            Assert.Matches("^[0-9]+\\.$", await old);
        }

        await stop.CancelAsync();
        int answered = (await Task.WhenAll(callers)).Sum();
        TestContext.Current.TestOutputHelper?.WriteLine($"{Rounds - good} bad files with {faultsTold} faults, {good} good ones, {answered + (2 * Rounds) - good + running.Count} requests answered");
        Assert.Empty(mixed);
        Assert.True(answered > 0 && good > Rounds / 10);
        Assert.DoesNotContain(Sample.Key, gateway.Log.All, StringComparison.Ordinal);
        Assert.DoesNotContain(Sample.OtherKey, gateway.Log.All, StringComparison.Ordinal);

        IReadOnlyList<ConfigurationFault> ReadAgain(TemporaryFolder files) => new ConfigurationSource(
            Path.Combine(files.Path, "outcrop.json"), new Dictionary<string, string> { ["KEY"] = Sample.Key, ["OUTCROP__LOGGING__FILE"] = "" }, files.Path, PhysicalFiles.Instance).Read().Faults;
    }

    private static byte[] Good(int number) => Encoding.UTF8.GetBytes($$"""
        {
          "keys": [{"id": "a", "key": "${KEY}"}, {"id": "b", "key": "file:secret"}],
          "bedrock": {"defaultMaxTokens": {{1000 + number}} },
          "models": {"aliases": {"m": {"targets": [{"model": "amazon.nova-{{number}}"}]} } },
          "prompts": {"default": "Prompt {{number}} ."},
          "generator": {"default_provider": "bedrock", "providers": {"bedrock": {"default_model": "amazon.nova-{{number}}", "models": {"amazon.nova-{{number}}": {"max_tokens": {{1000 + number}} } } } } },
          "reload": {"watch": false, "interval": 0}
        }
        """);

    private static string? MessageOf(string line) => line.Contains("configuration fault", StringComparison.Ordinal) ? JsonDocument.Parse(line).RootElement.GetProperty("message").GetString() : null;

    private static async Task<int> CallAsync(RunningGateway gateway, CancellationToken stop)
    {
        int answered = 0;
        while (!stop.IsCancellationRequested)
        {
            Assert.Matches("^[0-9]+\\.$", await AskAsync(gateway, "y"));
            answered++;
        }

        return answered;
    }

    private static async Task<string> AskAsync(RunningGateway gateway, string text)
    {
        using HttpResponseMessage response = await gateway.ChatAsync($$"""{"model":"m","messages":[{"role":"user","content":"{{text}}"}]}""", ("x-api-key", Sample.Key));
        string body = await response.Content.ReadAsStringAsync(CancellationToken.None);
        return (int)response.StatusCode == 200 ? body : $"{(int)response.StatusCode}: {body}";
    }

    private static async Task<JsonElement> HealthAsync(RunningGateway gateway)
    {
        using HttpResponseMessage response = await gateway.GetAsync("/healthz");
        Assert.Equal(200, (int)response.StatusCode);
        return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(CancellationToken.None)).RootElement.GetProperty("configuration");
    }
}
