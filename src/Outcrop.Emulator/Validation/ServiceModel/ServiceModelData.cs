using System.Text.Json;

namespace Outcrop.Emulator.Validation.ServiceModel;

/// <summary>The data file that <c>eng/service-model.sh</c> makes of the official service model. Read when the first request is checked.</summary>
internal sealed class ServiceModelData
{
    private static readonly Lazy<ServiceModelData> Loaded = new(Load);

    public static ServiceModelData Runtime => Loaded.Value;

    /// <summary>Where the data is from.</summary>
    public required string Source { get; init; }

    /// <summary>Under which licence.</summary>
    public required string Licence { get; init; }

    /// <summary>The shape of each operation's request.</summary>
    public required Dictionary<string, string> Operations { get; init; }

    /// <summary>The shapes by name.</summary>
    public required Dictionary<string, ServiceShape> Shapes { get; init; }

    private static ServiceModelData Load()
    {
        using Stream stream = typeof(ServiceModelData).Assembly.GetManifestResourceStream("Outcrop.Emulator.bedrock-runtime.json")
            ?? throw new InvalidOperationException("The service model is not embedded.");
        return JsonSerializer.Deserialize(stream, ServiceModelContext.Default.ServiceModelData) ?? throw new InvalidOperationException("The service model is empty.");
    }
}
