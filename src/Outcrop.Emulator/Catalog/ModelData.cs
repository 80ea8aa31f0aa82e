using System.Text.Json;
using System.Text.Json.Serialization;

namespace Outcrop.Emulator.Catalog;

/// <summary>The data file.</summary>
internal sealed class ModelData
{
    /// <summary>The lines; the first that matches counts.</summary>
    public required ModelLine[] Lines { get; init; }

    /// <summary>The built-in resources.</summary>
    public required ModelResource[] Resources { get; init; }

    public static ModelData Load()
    {
        using Stream stream = typeof(ModelData).Assembly.GetManifestResourceStream("Outcrop.Emulator.models.json")
            ?? throw new InvalidOperationException("The model data is not embedded.");
        return JsonSerializer.Deserialize(stream, ModelDataContext.Default.ModelData)
            ?? throw new InvalidOperationException("The model data is empty.");
    }
}
