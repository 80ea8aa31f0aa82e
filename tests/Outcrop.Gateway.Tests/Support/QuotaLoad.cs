using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Outcrop.Emulator;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Upstream;
using Outcrop.Testing;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>
/// Load on three accounts of uneven quotas, through a gateway and an emulator over sockets, all three on one clock that stands still while a request is on its way: the same seed gives the same
/// figures on any machine.
/// </summary>
internal sealed class QuotaLoad : IAsyncDisposable
{
    /// <summary>What each account is granted: tokens a minute.</summary>
    public static readonly IReadOnlyDictionary<string, int> Granted = new Dictionary<string, int> { ["a"] = 120_000, ["b"] = 40_000, ["c"] = 20_000 };

    /// <summary>How long every answer takes.</summary>
    private static readonly TimeSpan Answering = TimeSpan.FromSeconds(2);

    /// <summary>How long the gateway itself holds a request at most until it chooses.</summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(25);

    /// <summary>Answers of these many words, drawn at random.</summary>
    private static readonly int[] Words = [100, 200, 300, 400, 500];

    private readonly Queue<(Task<int> Answer, EmulatorRequest Entry, DateTimeOffset Ends)> _running = new();
    private readonly FakeTimeProvider _time;
    private readonly WatchedClock _clock;
    private readonly WatchedClock _gatewayClock;
    private readonly BedrockEmulator _emulator;
    private readonly RunningGateway _gateway;
    private readonly MemoryLedger _ledger;

    private QuotaLoad(FakeTimeProvider time, WatchedClock clock, WatchedClock gatewayClock, BedrockEmulator emulator, RunningGateway gateway, MemoryLedger ledger) =>
        (_time, _clock, _gatewayClock, _emulator, _gateway, _ledger) = (time, clock, gatewayClock, emulator, gateway, ledger);

    /// <summary>Starts it.</summary>
    /// <param name="strategy">How the gateway chooses.</param>
    /// <param name="believed">By how much it overestimates the quotas.</param>
    public static async Task<QuotaLoad> StartAsync(string strategy, double believed)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        var clock = new WatchedClock(time, static wait => wait == Answering);
        var gatewayClock = new WatchedClock(time, static wait => wait > TimeSpan.Zero && wait <= LongestHold);
        var options = new EmulatorOptions { TimeProvider = clock, TokenInterval = TimeSpan.Zero, FirstTokenDelay = Answering, JournalCapacity = 100_000 };
        int number = 0;
        foreach ((string account, int granted) in Granted)
        {
            number++;
            options.AdditionalKeys[$"AKIA{account}"] = options.SecretAccessKey;
            options.KeyAccounts[$"AKIA{account}"] = new string((char)('0' + number), 12);
            options.Quotas.Add(new EmulatorQuota { Account = options.KeyAccounts[$"AKIA{account}"], TokensPerMinute = granted });
        }

        BedrockEmulator emulator = await BedrockEmulator.StartAsync(options);
        foreach (int words in Words)
        {
            emulator.When(text: $"{words} words").Reply(string.Join(' ', Enumerable.Repeat("word", words))).Always();
        }

        string accounts = string.Join(", ", Granted.Keys.Select(account => $$"""{"id": "{{account}}", "regions": ["us-east-1"], "endpoint": "{{emulator.Endpoint}}", "credentials": {"accessKeyId": "AKIA{{account}}", "secretAccessKey": "${SECRET}"} }"""));
        string quotas = string.Join(", ", Granted.Select(pair => $$"""{"account": "{{pair.Key}}", "model": "*", "tokensPerMinute": {{(int)(pair.Value * believed)}} }"""));
        string targets = string.Join(", ", Granted.Keys.Select(account => $$"""{"account": "{{account}}", "model": "amazon.nova-lite-v1:0"}"""));
        string alone = string.Concat(Granted.Keys.Select(account => $$""", "{{account}}": {"targets": [{"account": "{{account}}", "model": "amazon.nova-lite-v1:0"}] }"""));
        string json = $$"""
            {"logging": {"level": "ERROR"}, "routing": {"strategy": "{{strategy}}", "sticky": false}, "retry": {"maxAttempts": 1}, "accounts": [{{accounts}}], "quotas": [{{quotas}}],
             "models": {"aliases": {"m": {"targets": [{{targets}}] }{{alone}} } } }
            """;
        var ledger = new MemoryLedger();
        RunningGateway gateway = await RunningGateway.StartAsync(
            null, json, new Dictionary<string, string> { ["SECRET"] = options.SecretAccessKey }, gatewayClock, host => host.Ledger = ledger);
        return new QuotaLoad(time, clock, gatewayClock, emulator, gateway, ledger);
    }

    /// <summary>Offers a share of what is granted for some minutes: requests at random moments, of random lengths.</summary>
    /// <param name="share">The share.</param>
    /// <param name="minutes">How long.</param>
    /// <param name="seed">Of the moments and lengths.</param>
    /// <param name="maxTokens">What requests bound their answers to; <see langword="null"/>: nothing.</param>
    /// <param name="isPassedOn">Whether they are in Bedrock's own dialect, so that the gateway adds no bound.</param>
    /// <returns>How many requests, of them refused to the caller, how many attempts, of them throttled.</returns>
    public async Task<(int Requests, int Refused, int Attempts, int Throttled)> RunAsync(double share, double minutes, int seed, int? maxTokens, bool isPassedOn)
    {
        var random = new Random(seed);
        int tokens = 0;

        // One of each length tells what they take, and every account has answered once; the buckets are full again afterwards.
        foreach (string account in Granted.Keys)
        {
            tokens = 0;
            foreach (int words in Words)
            {
                Task begun = _clock.Next;
                Task<int> one = AskAsync(words, account, maxTokens, isPassedOn);
                await begun.WaitAsync(Patience.Limit, TimeProvider.System);
                _time.Advance(Answering);
                tokens += await one;
                await _emulator.Journal[^1].Completion;
            }
        }

        _time.Advance(TimeSpan.FromMinutes(2));
        _ledger.Settlements.Clear();
        double perMinute = share * Granted.Values.Sum() * Words.Length / tokens;
        DateTimeOffset end = _time.GetUtcNow().AddMinutes(minutes);
        int requests = 0;
        while (_time.GetUtcNow() < end)
        {
            DateTimeOffset next = _time.GetUtcNow().AddMinutes(-Math.Log(1 - random.NextDouble()) / perMinute);
            await FinishUntilAsync(next);
            requests++;
            await BeginAsync(Words[random.Next(Words.Length)], maxTokens, isPassedOn);
        }

        await FinishUntilAsync(_time.GetUtcNow() + Answering);
        UpstreamAttempt[] attempts = [.. _ledger.Settlements.SelectMany(settlement => settlement.Targets)];
        return (requests, _ledger.Settlements.Count(settlement => settlement.Error is not null), attempts.Length, attempts.Count(attempt => attempt.Outcome == "throttle"));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _emulator.DisposeAsync();
    }

    /// <summary>Sends a request, and moves the clock while the gateway itself holds it, until it is being answered or has been refused.</summary>
    private async Task BeginAsync(int words, int? maxTokens, bool isPassedOn)
    {
        Task begun = _clock.Next;
        Task held = _gatewayClock.Next;
        Task<int> answer = AskAsync(words, "m", maxTokens, isPassedOn);
        while (await Task.WhenAny(begun, answer, held).WaitAsync(Patience.Limit, TimeProvider.System) == held)
        {
            held = _gatewayClock.Next;
            await FinishUntilAsync(_time.GetUtcNow() + Step);
        }

        if (begun.IsCompleted)
        {
            _running.Enqueue((answer, _emulator.Journal[^1], _time.GetUtcNow() + Answering));
        }
    }

    /// <summary>Moves the clock; what ends meanwhile has been settled everywhere before it goes on.</summary>
    private async Task FinishUntilAsync(DateTimeOffset until)
    {
        while (_running.TryPeek(out (Task<int> Answer, EmulatorRequest Entry, DateTimeOffset Ends) first) && first.Ends <= until)
        {
            _running.Dequeue();
            _time.Advance(first.Ends - _time.GetUtcNow());
            await first.Answer;
            await first.Entry.Completion;
        }

        _time.Advance(until - _time.GetUtcNow());
    }

    /// <returns>The tokens that it took.</returns>
    private async Task<int> AskAsync(int words, string model, int? maxTokens, bool isPassedOn)
    {
        string message = $"{words} words";
        string bound = maxTokens is { } most ? $$""","max_tokens":{{most}}""" : "";
        using HttpResponseMessage response = isPassedOn
            ? await _gateway.PostAsync($"/model/{model}/converse", $$"""{"messages":[{"role":"user","content":[{"text":"{{message}}"}]}]}""")
            : await _gateway.PostAsync("/v1/chat/completions", $$"""{"model":"{{model}}","messages":[{"role":"user","content":"{{message}}"}]{{bound}} }""");
        JsonAnswer answer = await JsonAnswer.ReadAsync(response);
        return answer.Status != 200 ? 0 : answer.Body.GetProperty("usage").GetProperty(isPassedOn ? "totalTokens" : "total_tokens").GetInt32();
    }
}
