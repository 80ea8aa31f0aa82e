using System.Text.Json;
using Outcrop.Emulator.Catalog;

namespace Outcrop.Emulator.Validation.Claude;

/// <summary>Newer models take one of temperature and top_p, the newest none of the sampling parameters (but the values that change nothing).</summary>
internal static class SamplingRule
{
    public static string? Check(ClaudeRequest request, ModelLine line)
    {
        if (line.SamplingRefused)
        {
            string? name = Changes(request.Temperature, 1) ? "temperature" : Changes(request.TopP, 1) ? "top_p" : request.TopK is not null ? "top_k" : null;
            return name is null ? null : $"`{name}` is deprecated for this model.";
        }

        return line.ExclusiveSampling && request.Temperature is not null && request.TopP is not null
            ? "`temperature` and `top_p` cannot both be specified for this model. Please use only one."
            : null;
    }

    private static bool Changes(JsonElement? value, double neutral) => value is { } given && !(given.ValueKind == JsonValueKind.Number && given.GetDouble().Equals(neutral));
}
