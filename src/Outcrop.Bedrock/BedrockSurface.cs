namespace Outcrop.Bedrock;

/// <summary>Which of Bedrock's two inference endpoints serves a model. Their model ids do not mix. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/endpoints.html.</summary>
public enum BedrockSurface
{
    /// <summary><c>bedrock-runtime</c>: every API; model ids with version and region prefix, and ARNs.</summary>
    Runtime,

    /// <summary><c>bedrock-mantle</c>: OpenAI's and Anthropic's APIs only; bare model ids, such as <c>openai.gpt-oss-120b</c>.</summary>
    Mantle,
}
