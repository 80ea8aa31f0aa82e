using System.Text.Json;

namespace Outcrop.Emulator.Validation.ServiceModel;

/// <summary>A data file that <c>eng/service-model.sh</c> makes of an official service model. Read when the first request is checked.</summary>
internal sealed class ServiceModelData
{
    private static readonly Lazy<ServiceModelData> LoadedRuntime = new(() => Load("bedrock-runtime"));

    private static readonly Lazy<ServiceModelData> LoadedSts = new(() => Load("sts"));

    public static ServiceModelData Runtime => LoadedRuntime.Value;

    public static ServiceModelData Sts => LoadedSts.Value;

    /// <summary>Where the data is from.</summary>
    public required string Source { get; init; }

    /// <summary>Under which licence.</summary>
    public required string Licence { get; init; }

    /// <summary>The shape of each operation's request.</summary>
    public required Dictionary<string, string> Operations { get; init; }

    /// <summary>The shapes by name.</summary>
    public required Dictionary<string, ServiceShape> Shapes { get; init; }

    private static ServiceModelData Load(string service)
    {
        using Stream stream = typeof(ServiceModelData).Assembly.GetManifestResourceStream($"Outcrop.Emulator.{service}.json")
            ?? throw new InvalidOperationException("The service model is not embedded.");
        return JsonSerializer.Deserialize(stream, ServiceModelContext.Default.ServiceModelData) ?? throw new InvalidOperationException("The service model is empty.");
    }
}
