namespace Outcrop.Emulator.ControlPlane;

/// <summary>An application inference profile that a request created.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Arn">Its ARN.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What its owner says of it.</param>
/// <param name="Models">The ARNs of the models it routes to.</param>
/// <param name="Model">The base model's id.</param>
/// <param name="Created">When it was created.</param>
internal sealed record InferenceProfile(string Id, string Arn, string Name, string? Description, IReadOnlyList<string> Models, string Model, DateTimeOffset Created);
