namespace Outcrop.Bedrock.Explain;

/// <summary>What becomes of one parameter. Immutable.</summary>
/// <param name="Name">Its path in the Converse request, such as <c>inferenceConfig.topP</c> or <c>messages[0].content[1].image</c>. For what a model's body alone needs: its path there.</param>
/// <param name="Kind">What becomes of it.</param>
/// <param name="Target">Where it stands in the upstream request: a path in the body, <c>header NAME</c>, or <c>path</c> for the URI's; <see langword="null"/> when it stands nowhere.</param>
/// <param name="Reason">Why, or what was done, in a few words; <see langword="null"/> when there is nothing to say.</param>
public readonly record struct ParameterDisposition(string Name, DispositionKind Kind, string? Target, string? Reason);
