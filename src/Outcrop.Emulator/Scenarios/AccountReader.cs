using Outcrop.Emulator.Guardrails;

namespace Outcrop.Emulator.Scenarios;

/// <summary>Reads what a scenario says of the account: its number and region, who may do what, its guardrails.</summary>
internal static class AccountReader
{
    private const int AccountDigits = 12;

    public static void Read(ScenarioObject root, EmulatorScenario scenario)
    {
        string? account = root.Text("accountId");
        if (account is not null && (account.Length != AccountDigits || !account.All(char.IsAsciiDigit)))
        {
            root.FaultAt("accountId", "must be twelve digits.");
        }

        string? region = root.Text("region");
        Dictionary<string, string> keyAccounts = root.Map("keyAccounts");
        foreach ((string key, string value) in keyAccounts.Where(pair => pair.Value.Length != AccountDigits || !pair.Value.All(char.IsAsciiDigit)))
        {
            root.FaultAt($"keyAccounts.{key}", $"must be twelve digits, and is \"{value}\".");
        }

        double? session = root.Number("minimumSessionSeconds", 1, 43_200);
        List<(string Name, ScenarioObject Value)> given = root.Named("permissions");
        List<(string Name, EmulatorPermissions Value)> permissions = [.. given.Select(one => (one.Name, ReadPermissions(one.Value)))];
        List<(string Name, string Value)> guardrails = [.. root.Named("guardrails").Select(one => (one.Name, ReadGuardrail(one.Value)))];
        bool anyGuardrail = root.Flag("acceptUnknownGuardrails");
        scenario.Set(options =>
        {
            options.AccountId = account ?? options.AccountId;
            foreach ((string key, string value) in keyAccounts)
            {
                options.KeyAccounts[key] = value;
            }

            options.Region = region ?? options.Region;
            options.MinimumSessionDuration = session is double seconds ? TimeSpan.FromSeconds(seconds) : options.MinimumSessionDuration;
            permissions.ForEach(one => options.Permissions[one.Name] = one.Value);
            guardrails.ForEach(one => options.Guardrails[one.Name] = one.Value);
            options.AcceptUnknownGuardrails |= anyGuardrail;
        });
    }

    /// <summary>Reads what one principal may do.</summary>
    public static EmulatorPermissions ReadPermissions(ScenarioObject json)
    {
        var permissions = new EmulatorPermissions();
        json.Texts("actions").ForEach(permissions.Actions.Add);
        json.Texts("models").ForEach(permissions.Models.Add);
        json.Texts("regions").ForEach(permissions.Regions.Add);
        json.End();
        return permissions;
    }

    private static string ReadGuardrail(ScenarioObject json)
    {
        string definition = json.Raw();
        if (GuardrailStore.FaultOf(definition) is { } fault)
        {
            json.Fault(json.Path, fault);
        }

        return definition;
    }
}
