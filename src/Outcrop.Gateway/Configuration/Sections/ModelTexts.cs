using Outcrop.Gateway.Routing;

namespace Outcrop.Gateway.Configuration.Sections;

/// <summary>What may stand where the configuration names a model. Stateless.</summary>
internal static class ModelTexts
{
    /// <summary>Any text that a wildcard may take.</summary>
    private const string Taken = "x";

    /// <summary>What is wrong with a text as the model of a name; <see langword="null"/>: nothing.</summary>
    /// <param name="model">The text. A <c>*</c> in it stands for what the name's own took.</param>
    /// <param name="name">The name.</param>
    public static string? FaultOf(string model, string name)
    {
        if (model.Contains('*') && !name.EndsWith('*'))
        {
            return $"has a '*', but '{name}' has none to fill it";
        }

        return ModelRouter.IsModelId(ModelAliases.Fill(model, Taken)) ? null : "must be a model id, an inference profile id or a model ARN";
    }
}
