namespace Outcrop.Bedrock.Surfaces;

/// <summary>Where a chat request goes on one of the compatible surfaces.</summary>
/// <param name="Surface">The surface.</param>
/// <param name="Model">The model's id as that surface knows it.</param>
/// <param name="Path">The path of the request, without the endpoint's own.</param>
/// <param name="IsFirstParty">Whether the model is OpenAI's own and closed: it takes and gives things its open ones do not.</param>
internal sealed record SurfaceRoute(BedrockSurface Surface, string Model, string Path, bool IsFirstParty);
