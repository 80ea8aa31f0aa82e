using Microsoft.AspNetCore.Http;
using Outcrop.Emulator.Catalog;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.ControlPlane;

/// <summary>What ListFoundationModels is asked for; empty text asks for nothing special.</summary>
/// <param name="Provider">The provider, in any case.</param>
/// <param name="OutputModality"><c>TEXT</c>, <c>IMAGE</c> or <c>EMBEDDING</c>.</param>
/// <param name="InferenceType"><c>ON_DEMAND</c> or <c>PROVISIONED</c>.</param>
/// <param name="Customization">A kind of customisation; no model here has one.</param>
internal sealed record ModelFilter(string Provider, string OutputModality, string InferenceType, string Customization)
{
    /// <exception cref="AwsErrorException">A value is not one of AWS's.</exception>
    public static ModelFilter Read(EmulatorCall call)
    {
        IQueryCollection query = call.Http.Request.Query;
        return new ModelFilter(
            query["byProvider"].ToString(), OneOf(query, "byOutputModality", "TEXT", "IMAGE", "EMBEDDING"), OneOf(query, "byInferenceType", "ON_DEMAND", "PROVISIONED"),
            OneOf(query, "byCustomizationType", "FINE_TUNING", "CONTINUED_PRE_TRAINING", "DISTILLATION", "IMPORTED"));
    }

    public bool Takes(ModelLine line, string modality) =>
        (Provider.Length == 0 || line.Provider.Equals(Provider, StringComparison.OrdinalIgnoreCase))
        && (OutputModality.Length == 0 || OutputModality == modality)
        && (InferenceType.Length == 0 || (InferenceType == "ON_DEMAND" && !line.ProfileOnly))
        && Customization.Length == 0;

    private static string OneOf(IQueryCollection query, string name, params ReadOnlySpan<string> values)
    {
        string value = query[name].ToString();
        return value.Length == 0 || values.Contains(value) ? value
            : throw RequestJson.Constraint($"'{value}'", name, $"satisfy enum value set: [{string.Join(", ", values.ToArray())}]");
    }
}
