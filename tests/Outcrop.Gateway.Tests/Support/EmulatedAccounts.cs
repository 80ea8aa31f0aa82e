using Outcrop.Emulator;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>A gateway in front of an emulator that stands for several accounts and regions.</summary>
internal sealed class EmulatedAccounts : IAsyncDisposable
{
    private EmulatedAccounts(BedrockEmulator emulator, RunningGateway gateway, MemoryLedger ledger)
    {
        Emulator = emulator;
        Gateway = gateway;
        Ledger = ledger;
    }

    public BedrockEmulator Emulator { get; }

    public RunningGateway Gateway { get; }

    public MemoryLedger Ledger { get; }

    /// <summary>The emulator's number of an account: one, two, three, ….</summary>
    public static string NumberOf(string account) => new((char)('0' + Array.IndexOf(["one", "two", "three"], account) + 1), 12);

    private static string SecretOf(string account) => "${SECRET_" + account.ToUpperInvariant() + "}";

    /// <param name="accounts">Their names among one, two and three.</param>
    /// <param name="regions">The regions of each.</param>
    /// <param name="sections">Further members of the configuration, each with a comma behind it; its alias is m.</param>
    /// <param name="adjust">Adjusts the emulator.</param>
    /// <param name="time">The gateway's clock.</param>
    /// <param name="models">The member models with a comma behind it. Default: the alias m with a target for each account and region.</param>
    /// <param name="looks">Whether the gateway looks at accounts in the background at all.</param>
    public static async Task<EmulatedAccounts> StartAsync(string[] accounts, string[] regions, string sections = "", Action<EmulatorOptions>? adjust = null, TimeProvider? time = null, string? models = null, bool looks = true)
    {
        const string Model = "anthropic.claude-3-haiku-20240307-v1:0";
        var options = new EmulatorOptions { TokenInterval = TimeSpan.Zero };
        var environment = new Dictionary<string, string>();
        foreach (string account in accounts)
        {
            options.AdditionalKeys[$"AKIA{account}"] = $"secret-of-account-{account}";
            options.KeyAccounts[$"AKIA{account}"] = NumberOf(account);
            environment[$"SECRET_{account.ToUpperInvariant()}"] = $"secret-of-account-{account}";
        }

        adjust?.Invoke(options);
        BedrockEmulator emulator = await BedrockEmulator.StartAsync(options);
        string named = string.Join(',', regions.Select(static region => $"\"{region}\""));
        string written = string.Join(',', accounts.Select(account => $$$"""
            {"id": "{{{account}}}", "regions": [{{{named}}}], "endpoint": "{{{emulator.Endpoint}}}",
             "credentials": {"accessKeyId": "AKIA{{{account}}}", "secretAccessKey": "{{{SecretOf(account)}}}"}}
            """));
        if (sections.Contains("\"health\"", StringComparison.Ordinal))
        {
            environment["OUTCROP__HEALTH__INTERVAL"] = System.Text.RegularExpressions.Regex.Match(sections, "\"interval\": (\\d+)").Groups[1].Value;
        }

        int priority = 0;
        string targets = string.Join(',', accounts.SelectMany(account => regions.Select(region => $$"""{"account": "{{account}}", "region": "{{region}}", "model": "{{Model}}", "priority": {{priority++}} }""")));
        var ledger = new MemoryLedger();
        models ??= $$"""  "models": {"aliases": {"m": {"targets": [{{targets}}]} } }, """;
        RunningGateway gateway = await RunningGateway.StartAsync(null, $$"""{ {{sections}} {{models}} "accounts": [{{written}}] }""", environment, time, host =>
        {
            host.Ledger = ledger;
            host.LooksAtAccounts = looks;
        });
        return new EmulatedAccounts(emulator, gateway, ledger);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Emulator.DisposeAsync();
    }
}
