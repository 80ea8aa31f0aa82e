using Outcrop.Bedrock;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Errors;
using Outcrop.Cli.Output;
using Outcrop.Gateway.Configuration;

namespace Outcrop.Cli.Commands;

/// <summary>The checks of <c>outcrop doctor</c>, in the order in which a request would meet their faults.</summary>
internal sealed class Doctor(BedrockClientOptions options, string model, string? configPath)
{
    /// <summary>The first patch without the ASP.NET Core faults CVE-2026-88092 and CVE-2026-70188.</summary>
    private static readonly Version KnownGoodRuntime = new(10, 0, 13);

    /// <summary>How far a clock may be off before AWS refuses its signatures.</summary>
    private static readonly TimeSpan SignatureWindow = TimeSpan.FromMinutes(5);

    /// <summary>Runs every check.</summary>
    /// <param name="cancellationToken">Stops them.</param>
    public async Task<IReadOnlyList<DoctorCheck>> CheckAsync(CancellationToken cancellationToken)
    {
        var checks = new List<DoctorCheck> { CheckRuntime(), CheckConfiguration() };
        BedrockClient client;
        try
        {
            client = new BedrockClient(options);
            checks.Add(DoctorCheck.Ok("region", $"{client.Region}, endpoint {client.Endpoint}"));
        }
        catch (BedrockException fault)
        {
            checks.Add(DoctorCheck.Failed("region", fault.Message, "Set AWS_REGION, or mend the endpoint settings named above."));
            return checks;
        }

        using (client)
        {
            bool credentials = await CheckCredentialsAsync(client, checks, cancellationToken);
            if (!credentials)
            {
                checks.Add(DoctorCheck.Skipped("reachability", "needs credentials"));
                checks.Add(DoctorCheck.Skipped("model access", "needs credentials"));
                return checks;
            }

            await CheckServiceAsync(client, checks, cancellationToken);
        }

        return checks;
    }

    private static DoctorCheck CheckRuntime() => Environment.Version >= KnownGoodRuntime
        ? DoctorCheck.Ok("runtime", $".NET {Environment.Version}")
        : DoctorCheck.Warning("runtime", $".NET {Environment.Version} lacks security fixes of {KnownGoodRuntime}", "Install the newest .NET 10 patch, or a newer build of outcrop.");

    private DoctorCheck CheckConfiguration()
    {
        try
        {
            OutcropConfiguration configuration = OutcropConfiguration.Load(configPath);
            return DoctorCheck.Ok("configuration", $"{configuration.Source}: no fault");
        }
        catch (OutcropConfigurationException fault)
        {
            return DoctorCheck.Failed("configuration", $"{fault.Faults.Count} faults, the first at {fault.Faults[0].Path}: {fault.Faults[0].Message}", "Run 'outcrop config check' for all of them.");
        }
    }

    private static async Task<bool> CheckCredentialsAsync(BedrockClient client, List<DoctorCheck> checks, CancellationToken cancellationToken)
    {
        try
        {
            checks.Add(DoctorCheck.Ok("credentials", await client.CheckCredentialsAsync(cancellationToken)));
            return true;
        }
        catch (BedrockException fault)
        {
            checks.Add(DoctorCheck.Failed("credentials", fault.Message, "Set AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_BEARER_TOKEN_BEDROCK; or run 'aws sso login'; or try 'outcrop dev', which needs none."));
            return false;
        }
    }

    private async Task CheckServiceAsync(BedrockClient client, List<DoctorCheck> checks, CancellationToken cancellationToken)
    {
        try
        {
            BedrockProbe probe = await client.ProbeAsync(cancellationToken);
            checks.Add(DoctorCheck.Ok("reachability", $"{probe.Endpoint} answered in {probe.Latency.TotalMilliseconds:0} ms"));
            checks.Add(CheckClock(probe.ClockOffset));
            checks.Add(CheckModel(probe.Models));
        }
        catch (BedrockException fault)
        {
            (string name, string mend) = fault.Kind switch
            {
                BedrockErrorKind.Transport or BedrockErrorKind.Timeout => ("reachability", "Check network, HTTPS_PROXY and NO_PROXY, a VPC endpoint's policy, and the endpoint's name."),
                BedrockErrorKind.AccessDenied => ("model access", "Allow bedrock:ListFoundationModels (free) and bedrock:InvokeModel* for this principal."),
                BedrockErrorKind.Credentials or BedrockErrorKind.ExpiredToken => ("credentials", "Renew the credentials; if the text speaks of an expired signature, set the clock."),
                _ => ("reachability", "See the message; 'outcrop doctor' can be run again at no cost."),
            };
            checks.Add(DoctorCheck.Failed(name, fault.Message, mend));
        }
    }

    private static DoctorCheck CheckClock(TimeSpan? offset) => offset switch
    {
        null => DoctorCheck.Skipped("clock", "the endpoint sent no Date"),
        { } off when off.Duration() >= SignatureWindow => DoctorCheck.Warning("clock", $"off by {off.TotalSeconds:0} s; requests pass only because the offset was learned", "Set the machine's clock (NTP)."),
        { } off when off.Duration() >= SignatureWindow / 5 => DoctorCheck.Warning("clock", $"off by {off.TotalSeconds:0} s", "Set the machine's clock (NTP) before it is off by 5 minutes."),
        { } off => DoctorCheck.Ok("clock", $"within {Math.Ceiling(off.Duration().TotalSeconds):0} s of the endpoint's"),
    };

    private DoctorCheck CheckModel(IReadOnlyList<FoundationModel> models)
    {
        string? baseId = ModelId.Parse(model).BaseModelId;
        if (baseId is null)
        {
            return DoctorCheck.Skipped("model access", $"{model} does not tell its base model");
        }

        return models.FirstOrDefault(candidate => candidate.Id == baseId) is { } found
            ? DoctorCheck.Ok("model access", $"{baseId} is offered here ({found.Status ?? "no status"}); whether it may be invoked only a paid call can tell")
            : DoctorCheck.Warning("model access", $"{baseId} is not among the {models.Count} models offered in this region", "Choose another region or model ('outcrop models --live').");
    }
}
