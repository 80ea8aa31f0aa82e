namespace Outcrop.Bedrock.Surfaces;

/// <summary>The dialects of Bedrock's compatible surfaces.</summary>
internal static class SurfaceDialects
{
    private static readonly OpenAIChatDialect s_chat = new();
    private static readonly OpenAIResponsesDialect s_responses = new();
    private static readonly AnthropicMessagesDialect s_messages = new();

    /// <summary>The dialect of an API; <see langword="null"/> for Bedrock's own.</summary>
    /// <param name="api">The API, decided.</param>
    public static SurfaceDialect? Of(BedrockApi api) => api switch
    {
        BedrockApi.OpenAIChat => s_chat,
        BedrockApi.OpenAIResponses => s_responses,
        BedrockApi.AnthropicMessages => s_messages,
        BedrockApi.Converse or BedrockApi.InvokeModel => null,
        BedrockApi.Auto => throw new ArgumentException("The API has not been decided.", nameof(api)),
        _ => throw new ArgumentOutOfRangeException(nameof(api), api, null),
    };
}
