namespace Outcrop.Emulator.Validation.ServiceModel;

/// <summary>A member of a structure.</summary>
internal sealed class ServiceMember
{
    /// <summary>Its shape's name.</summary>
    public required string Shape { get; init; }

    /// <summary>Where it stands when not in the body: <c>uri</c>, <c>querystring</c>, <c>header</c>.</summary>
    public string? In { get; set; }

    /// <summary>Its name there.</summary>
    public string? Name { get; set; }
}
