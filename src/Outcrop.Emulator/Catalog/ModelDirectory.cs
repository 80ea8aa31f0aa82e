using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Catalog;

/// <summary>Which model an id or ARN stands for, and whether AWS would let it be invoked by that. Thread-safe.</summary>
internal sealed partial class ModelDirectory
{
    /// <summary>Marketplace models run in a container of whoever deployed them; AWS knows nothing of their body.</summary>
    private static readonly ModelLine Container = new() { Pattern = ".*", Family = "generic", Provider = "Marketplace" };

    private static readonly ModelData Data = ModelData.Load();

    private readonly EmulatorOptions _options;

    private readonly TimeProvider _clock;

    public ModelDirectory(EmulatorOptions options, TimeProvider clock) => (_options, _clock) = (options, clock);

    /// <summary>Inference profiles that requests have created: id → model id.</summary>
    public ConcurrentDictionary<string, string> Created { get; } = new(StringComparer.Ordinal);

    public static IReadOnlyList<ModelLine> Lines => Data.Lines;

    public static IReadOnlyList<ModelResource> Resources => Data.Resources;

    /// <exception cref="AwsErrorException">AWS would refuse the id.</exception>
    /// <param name="modelId">The id, profile or ARN.</param>
    /// <param name="region">The region that is asked, where it is known; it matters only where availability is checked.</param>
    /// <param name="invoked">Whether the model is to answer; counting its tokens needs no profile even where answering does.</param>
    public ResolvedModel Resolve(string modelId, string? region = null, bool invoked = true)
    {
        if (modelId.Length is 0 or > 2048)
        {
            throw new AwsErrorException(AwsError.Validation(
                $"1 validation error detected: Value '{modelId}' at 'modelId' failed to satisfy constraint: Member must have length {(modelId.Length == 0 ? "greater than or equal to 1" : "less than or equal to 2048")}"));
        }

        if (_options.DeniedModels.Contains(modelId))
        {
            throw new AwsErrorException(new AwsError(403, "AccessDeniedException", "You don't have access to the model with the specified model ID."));
        }

        if (_options.EndOfLifeModels.Contains(modelId))
        {
            throw new AwsErrorException(Availability.EndOfLife());
        }

        if (_options.AdditionalResources.TryGetValue(modelId, out string? target))
        {
            return Find(target) ?? throw new AwsErrorException(AwsError.UnknownModel());
        }

        Match arn = ArnPattern().Match(modelId);
        ResolvedModel model = (arn.Success ? ResolveArn(arn, invoked) : ResolveId(modelId, modelId, invoked)) ?? throw new AwsErrorException(AwsError.UnknownModel());
        if (_options.CheckAvailability && Availability.Check(model, modelId, region, DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime), invoked) is { } refusal)
        {
            throw new AwsErrorException(refusal);
        }

        return model;
    }

    /// <summary>Finds the model of an id with or without region prefix, whether it may be invoked by it or not.</summary>
    public static ResolvedModel? Find(string id)
    {
        string baseId = WithoutPrefix(id);
        ModelLine? line = Array.Find(Data.Lines, candidate => candidate.Matches(baseId));
        return line is null ? null : new ResolvedModel(line, baseId);
    }

    public static ModelResource? FindResource(string kind, string id) =>
        Array.Find(Data.Resources, resource => resource.Kind == kind && resource.Id == id);

    private ResolvedModel? ResolveArn(Match arn, bool invoked)
    {
        string kind = arn.Groups["kind"].Value;
        string id = arn.Groups["id"].Value;
        if (arn.Groups["service"].Value == "sagemaker")
        {
            return kind == "endpoint" ? new ResolvedModel(Container, id) : null;
        }

        switch (kind)
        {
            case "foundation-model":
                return ResolveId(id, arn.Value, invoked);
            case "inference-profile":
                return Find(id);
            default:
                if (_options.AdditionalResources.TryGetValue(id, out string? target) || Created.TryGetValue(id, out target))
                {
                    return Find(target);
                }

                return FindResource(kind, id) is { } resource ? Find(resource.Model) : null;
        }
    }

    private static ResolvedModel? ResolveId(string id, string asGiven, bool invoked)
    {
        ResolvedModel? model = Find(id);
        if (invoked && model is { Line.ProfileOnly: true } && model.BaseId == id)
        {
            throw new AwsErrorException(Availability.NotOnDemand(asGiven));
        }

        return model;
    }

    /// <summary>Prefixes come and go (<c>us.</c>, <c>us-gov.</c>, <c>apac.</c>, <c>global.</c>…): whatever looks like one, is one, if a known model stands behind it.</summary>
    private static string WithoutPrefix(string id)
    {
        Match prefix = PrefixPattern().Match(id);
        string rest = id[prefix.Length..];
        return prefix.Success && Array.Exists(Data.Lines, line => line.Matches(rest)) ? rest : id;
    }

    [GeneratedRegex(@"^[a-z]{2,6}(-[a-z]+)?\.", RegexOptions.CultureInvariant)]
    private static partial Regex PrefixPattern();

    [GeneratedRegex(@"^arn:aws[a-z-]*:(?<service>bedrock|sagemaker):[a-z0-9-]*:\d*:(?<kind>[a-z-]+)/(?<id>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex ArnPattern();
}
