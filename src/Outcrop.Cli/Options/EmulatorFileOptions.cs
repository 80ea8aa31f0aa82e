using System.CommandLine;
using Outcrop.Bedrock;
using Outcrop.Bedrock.Transport;
using Outcrop.Cli.Commands;
using Outcrop.Emulator;

namespace Outcrop.Cli.Options;

/// <summary>What the emulator reads from files and records into them.</summary>
internal sealed class EmulatorFileOptions
{
    private readonly Option<FileInfo?> _config = new("--config", "-c") { Description = "Scenario file: scripts, faults, quotas, keys, permissions, guardrails (docs/emulator.md)" };
    private readonly Option<DirectoryInfo?> _recordings = new("--recordings") { Description = "Folder of recordings; requests that none of them fits get the emulator's own answers" };
    private readonly Option<DirectoryInfo?> _replay = new("--replay") { Description = "Folder of recordings; requests that none of them fits are refused" };
    private readonly Option<bool> _nearest = new("--nearest") { Description = "With --replay: the nearest recording of the same operation and model answers instead" };
    private readonly Option<bool> _timing = new("--replay-timing") { Description = "Pause as it was recorded" };
    private readonly Option<DirectoryInfo?> _record = new("--record") { Description = "Forward everything to AWS, signed with your credentials, and record it into this folder" };
    private readonly Option<Uri?> _upstream = EndpointOption.Create("--upstream", "With --record: the endpoint to record [default: AWS's runtime in the region]");
    private readonly Option<bool> _pass = new("--pass-authorization") { Description = "With --record: forward the caller's own credentials (API keys) instead of signing" };
    private readonly Option<bool> _unsigned = new("--accept-unsigned") { Description = "Check neither signatures nor keys" };
    private readonly Option<string?> _region = new("--region") { Description = "With --record: AWS region [default: AWS_REGION, AWS_DEFAULT_REGION, the profile's, else us-east-1]" };
    private readonly Option<string?> _profile = new("--profile") { Description = "With --record: profile of the shared AWS files" };
    private readonly Option<string?> _role = new("--role-arn") { Description = "With --record: IAM role to assume [default: AWS_ROLE_ARN]" };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        foreach (Option option in (ReadOnlySpan<Option>)[_config, _recordings, _replay, _nearest, _timing, _record, _upstream, _pass, _unsigned, _region, _profile, _role])
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (new Option[] { _recordings, _replay, _record }.Count(option => result.GetResult(option) is not null) > 1)
            {
                result.AddError("--recordings, --replay and --record exclude one another.");
            }
        });
    }

    /// <summary>Puts what the command line says over what the scenario file says.</summary>
    /// <param name="parse">The parsed command line.</param>
    /// <param name="options">The options to fill.</param>
    /// <exception cref="EmulatorScenarioException">The scenario is not valid.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidDataException">Nothing but this machine is there to be recorded.</exception>
    public void Fill(ParseResult parse, EmulatorOptions options)
    {
        if (parse.GetValue(_config) is { } config)
        {
            EmulatorScenario.Load(config.FullName).ApplyTo(options);
        }

        options.VerifySignatures &= !parse.GetValue(_unsigned);
        options.ReplayTiming |= parse.GetValue(_timing);
        options.RecordingsFolder = (parse.GetValue(_replay) ?? parse.GetValue(_recordings))?.FullName ?? options.RecordingsFolder;
        if (parse.GetValue(_replay) is not null)
        {
            options.ReplayMode = parse.GetValue(_nearest) ? ReplayMode.Nearest : ReplayMode.Strict;
        }

        if (parse.GetValue(_record) is { } folder)
        {
            options.RecordFolder = folder.FullName;
            FillUpstream(parse, options);
        }
    }

    private void FillUpstream(ParseResult parse, EmulatorOptions options)
    {
        var client = new BedrockClientOptions { Region = parse.GetValue(_region), Endpoint = parse.GetValue(_upstream) };
        client.Credentials.Profile = parse.GetValue(_profile);
        client.Credentials.RoleArn = parse.GetValue(_role);
        var handler = new BedrockSigningHandler(client);
        if (client.Endpoint is null && handler.Endpoint.IsLoopback)
        {
            throw new InvalidDataException($"AWS's endpoint variables say {handler.Endpoint}, which is this machine, perhaps this very emulator: name the endpoint to record with --upstream.");
        }

        options.Upstream = handler.Endpoint;
        options.PassAuthorization = parse.GetValue(_pass);
        if (options.PassAuthorization)
        {
            handler.Dispose();
            options.VerifySignatures = false;
        }
        else
        {
            options.UpstreamHandler = handler;
        }
    }
}
