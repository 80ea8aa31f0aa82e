namespace Outcrop.Gateway.FrontEnds.BedrockNative;

/// <summary>What an operation is about, so that the caller's key and the configuration can be asked.</summary>
internal enum AwsSubject
{
    /// <summary>Nothing of its own.</summary>
    None,

    /// <summary>The model in its path, which is called.</summary>
    Model,

    /// <summary>The model in its body, which is called.</summary>
    ModelInBody,

    /// <summary>The model in its path, which is only told about.</summary>
    ModelInfo,

    /// <summary>The guardrail in its path.</summary>
    Guardrail,

    /// <summary>The asynchronous invocation in its path; the answer names its model.</summary>
    Invocation,

    /// <summary>Models, guardrails or invocations, as a list.</summary>
    List,
}
