namespace Outcrop.Bedrock;

/// <summary>Through which API a chat request goes.</summary>
public enum BedrockApi
{
    /// <summary>Converse where the model has it, else InvokeModel.</summary>
    Auto,

    /// <summary><c>Converse</c> and <c>ConverseStream</c>.</summary>
    Converse,

    /// <summary><c>InvokeModel</c> and <c>InvokeModelWithResponseStream</c> with the family's own body.</summary>
    InvokeModel,
}
