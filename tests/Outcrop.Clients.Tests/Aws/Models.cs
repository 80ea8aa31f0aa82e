namespace Outcrop.Clients.Tests.Aws;

/// <summary>Model ids as users write them.</summary>
internal static class Models
{
    internal const string Haiku = "anthropic.claude-3-haiku-20240307-v1:0";
    internal const string Sonnet = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    internal const string NovaLite = "us.amazon.nova-lite-v1:0";
    internal const string Llama3 = "meta.llama3-8b-instruct-v1:0";
    internal const string TitanText = "amazon.titan-text-express-v1";
    internal const string CohereCommand = "cohere.command-text-v14";
    internal const string Jurassic = "ai21.j2-mid-v1";
    internal const string TitanEmbedV1 = "amazon.titan-embed-text-v1";
    internal const string TitanEmbedV2 = "amazon.titan-embed-text-v2:0";
    internal const string CohereEmbed = "cohere.embed-english-v3";

    internal const string HaikuArn = "arn:aws:bedrock:us-east-1::foundation-model/" + Haiku;
    internal const string SonnetProfileArn = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/" + Sonnet;
}
