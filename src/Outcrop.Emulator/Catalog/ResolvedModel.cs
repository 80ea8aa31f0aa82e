namespace Outcrop.Emulator.Catalog;

/// <summary>What a model id of a request stands for.</summary>
/// <param name="Line">The model's line.</param>
/// <param name="BaseId">The model's own id, without region prefix or ARN.</param>
internal sealed record ResolvedModel(ModelLine Line, string BaseId);
