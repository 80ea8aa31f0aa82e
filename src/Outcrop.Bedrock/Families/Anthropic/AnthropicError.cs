using Outcrop.Bedrock.Errors;

namespace Outcrop.Bedrock.Families.Anthropic;

/// <summary>Reads Anthropic's own error object, which a body or a chunk may hold where Bedrock passes the model's words through. Source: https://docs.anthropic.com/en/api/errors.</summary>
internal static class AnthropicError
{
    /// <summary>Reads <c>{"type":…,"message":…}</c>.</summary>
    public static BedrockException Read(ReadOnlyMemory<byte> error) => DialectErrors.Read(error.Span);
}
