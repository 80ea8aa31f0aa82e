namespace Outcrop.Gateway.Tests.ErrorMap;

/// <summary>Whose words a caller gets.</summary>
internal enum ErrorDialect
{
    Seed,
    OpenAI,
    Responses,
    Anthropic,
    Bedrock,
}
