using System.CommandLine;
using System.Globalization;
using Outcrop.Emulator;

namespace Outcrop.Cli.Options;

/// <summary>What the emulator's account is like: its region, guardrails, quotas, and whether models retire. The scenario file says the same and more.</summary>
internal sealed class EmulatorAccountOptions
{
    private readonly Option<string?> _region = new("--only-region") { Description = "The emulator's region; credentials for another are refused [default: any region]" };
    private readonly Option<bool> _availability = new("--check-availability") { Description = "Refuse a model where or when AWS does not offer it" };
    private readonly Option<string[]> _guardrails = new("--guardrail") { Description = "ID=FILE: a guardrail that is there, defined by the JSON that CreateGuardrail takes; may be repeated" };
    private readonly Option<bool> _anyGuardrail = new("--accept-unknown-guardrails") { Description = "Take a guardrail that nobody created as one that finds nothing" };
    private readonly Option<string[]> _quotas = new("--quota") { Description = "MODEL=REQUESTS/TOKENS a minute, either may be left out: anthropic.*=60/200000; may be repeated" };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        foreach (Option option in (ReadOnlySpan<Option>)[_region, _availability, _guardrails, _anyGuardrail, _quotas])
        {
            command.Add(option);
        }

        _guardrails.Validators.Add(result => Check(result.Tokens.Select(token => token.Value), text => Split(text) is not null, "--guardrail is ID=FILE", result.AddError));
        _quotas.Validators.Add(result => Check(result.Tokens.Select(token => token.Value), text => ReadQuota(text) is not null, "--quota is MODEL=REQUESTS/TOKENS", result.AddError));
    }

    /// <summary>Puts what the command line says over what the scenario file says.</summary>
    /// <param name="parse">The parsed command line.</param>
    /// <param name="options">The options to fill.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A guardrail is not one that AWS would create.</exception>
    public void Fill(ParseResult parse, EmulatorOptions options)
    {
        options.Region = parse.GetValue(_region) ?? options.Region;
        options.CheckAvailability |= parse.GetValue(_availability);
        options.AcceptUnknownGuardrails |= parse.GetValue(_anyGuardrail);
        foreach ((string id, string file) in (parse.GetValue(_guardrails) ?? []).Select(text => Split(text)!.Value))
        {
            if (!File.Exists(file))
            {
                throw new InvalidDataException($"There is no file {file} for the guardrail {id}.");
            }

            options.Guardrails[id] = File.ReadAllText(file);
        }

        foreach (EmulatorQuota quota in (parse.GetValue(_quotas) ?? []).Select(text => ReadQuota(text)!))
        {
            options.Quotas.Add(quota);
        }
    }

    private static void Check(IEnumerable<string> values, Func<string, bool> good, string message, Action<string> fault)
    {
        foreach (string value in values.Where(value => !good(value)))
        {
            fault($"{message}, not '{value}'.");
        }
    }

    private static (string Name, string Value)? Split(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && equals < text.Length - 1 ? (text[..equals], text[(equals + 1)..]) : null;
    }

    private static EmulatorQuota? ReadQuota(string text)
    {
        if (Split(text) is not var (model, limits))
        {
            return null;
        }

        string[] parts = limits.Split('/');
        int? requests = Number(parts[0]);
        int? tokens = parts.Length > 1 ? Number(parts[1]) : null;
        bool good = parts.Length <= 2 && (parts[0].Length == 0 || requests is not null) && (parts.Length < 2 || parts[1].Length == 0 || tokens is not null) && (requests ?? tokens) is not null;
        return good ? new EmulatorQuota { ModelId = model, RequestsPerMinute = requests, TokensPerMinute = tokens } : null;
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
