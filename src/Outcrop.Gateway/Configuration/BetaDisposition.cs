namespace Outcrop.Gateway.Configuration;

/// <summary>What becomes of one of Anthropic's beta flags on the way to Bedrock.</summary>
public enum BetaDisposition
{
    /// <summary>It goes out.</summary>
    Pass,

    /// <summary>It is left out and told, and the members it governs with it.</summary>
    Drop,

    /// <summary>It is left out; it asks for nothing of the model, so nothing is told.</summary>
    Ignore,

    /// <summary>The request is refused.</summary>
    Refuse,
}
