using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Catalog;

/// <summary>Where and until when AWS offers a model. The facts stand in <c>models.json</c>.</summary>
internal static class Availability
{
    /// <summary>What AWS says to a request for a model that it does not offer there and then; <see langword="null"/> where it does.</summary>
    public static AwsError? Check(ResolvedModel model, string asGiven, string? region, DateOnly today, bool invoked)
    {
        if (region is not null && model.Line.Regions.Length > 0 && !model.Line.Regions.Contains(region))
        {
            return AwsError.UnknownModel();
        }

        if (model.Line.EndOfLife.TryGetValue(model.BaseId, out DateOnly end) && today >= end)
        {
            return EndOfLife();
        }

        return invoked && asGiven == model.BaseId && region is not null && model.Line.OnDemandRegions.Length > 0 && !model.Line.OnDemandRegions.Contains(region)
            && !(today < model.Line.OnDemandElsewhereUntil)
                ? NotOnDemand(asGiven)
                : null;
    }

    public static AwsError EndOfLife() => AwsError.NotFound("This model version has reached the end of its life. Please refer to the AWS documentation for more details.");

    /// <summary>The apostrophe is U+2019, as AWS writes it.</summary>
    public static AwsError NotOnDemand(string asGiven) => AwsError.Validation(
        $"Invocation of model ID {asGiven} with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.");
}
