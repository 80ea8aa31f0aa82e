using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Converse;

namespace Outcrop.Extensions.AI.Chat;

/// <summary>A request as it will be sent, and what is needed to read its answer.</summary>
/// <param name="Request">The request.</param>
/// <param name="Model">The model behind the id as the catalogue knows it; <see langword="null"/> when it does not.</param>
internal sealed record ChatPlan(ConverseRequest Request, ModelInfo? Model)
{
    /// <summary>The provider, such as <c>anthropic</c>; empty when the model id does not tell.</summary>
    public string Provider { get; } = ModelId.TryParse(Request.ModelId, out ModelId? id) ? id.Provider ?? "" : "";

    /// <summary>Options the model has no place for, by their names in the abstractions.</summary>
    public List<string> Dropped { get; } = [];
}
