using System.Text.Json;

namespace Outcrop.Gateway.FrontEnds.Anthropic.Betas;

/// <summary>The file of beta flags.</summary>
internal sealed record BetaData
{
    private const string Resource = "Outcrop.Gateway.FrontEnds.Anthropic.Betas.betas.json";

    /// <summary>What it is.</summary>
    public required string About { get; init; }

    /// <summary>The flags.</summary>
    public required IReadOnlyList<BetaRow> Betas { get; init; }

    /// <summary>Members without a flag.</summary>
    public required IReadOnlyList<MemberRow> Members { get; init; }

    /// <summary>Reads the file that ships with this version.</summary>
    public static BetaData Load()
    {
        using Stream stream = typeof(BetaData).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing from the assembly.");
        return JsonSerializer.Deserialize(stream, BetaJson.Default.BetaData) ?? throw new InvalidOperationException($"The resource {Resource} is empty.");
    }
}
