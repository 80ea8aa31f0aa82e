namespace Outcrop.Bedrock.Catalog;

/// <summary>A model that a region offers, as <c>ListFoundationModels</c> tells it. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ListFoundationModels.html.</summary>
/// <param name="Id">The base model id.</param>
/// <param name="Name">The name for people.</param>
/// <param name="Provider">The provider's name for people.</param>
/// <param name="Status"><c>ACTIVE</c> or <c>LEGACY</c>, where told.</param>
public sealed record FoundationModel(string Id, string Name, string Provider, string? Status);
