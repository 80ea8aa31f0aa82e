namespace Outcrop.Emulator.Hosting;

/// <summary>Who answers a request.</summary>
internal enum OperationKind
{
    /// <summary>No operation of AWS.</summary>
    Unknown,

    /// <summary>A runtime operation whose model id has a slash that is not encoded; AWS knows no such operation and says so with status 200.</summary>
    UnencodedModelId,

    /// <summary>An operation of bedrock-runtime on a model.</summary>
    Runtime,

    /// <summary>An operation of the bedrock control plane.</summary>
    ControlPlane,

    /// <summary>An operation of bedrock-runtime that is not on a model's path.</summary>
    Service,

    /// <summary>The OpenAI- and Anthropic-compatible surfaces of bedrock-runtime and bedrock-mantle.</summary>
    Surface,

    /// <summary>STS's query protocol.</summary>
    Sts,

    /// <summary>The emulator's own surface.</summary>
    Admin,
}
