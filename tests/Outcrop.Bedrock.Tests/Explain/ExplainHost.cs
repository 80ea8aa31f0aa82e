using System.Net;
using Outcrop.Bedrock.Catalog;
using Outcrop.Bedrock.Families;
using Outcrop.Bedrock.Families.Anthropic;

namespace Outcrop.Bedrock.Tests.Explain;

/// <summary>A client that must not send anything, and the models to explain requests for.</summary>
internal static class ExplainHost
{
    /// <summary>The identifier of a model that nobody can know.</summary>
    public const string Opaque = "arn:aws:bedrock:us-east-1:123456789012:imported-model/abcdefghijkl";

    /// <summary>A client whose every attempt to send anything fails the test.</summary>
    public static BedrockClient Client(Action<BedrockClientOptions>? configure = null)
    {
        var options = new BedrockClientOptions
        {
            Region = "us-east-1",
            Credentials = { AccessKeyId = "AKIDEXAMPLEEXAMPLE00", SecretAccessKey = "a-very-secret-key" },
            HttpMessageHandler = new Unused(),
        };
        configure?.Invoke(options);
        return new BedrockClient(options);
    }

    /// <summary>Every chat model that bedrock-runtime serves, by its family, and one that nobody knows.</summary>
    public static IEnumerable<(string Model, string Family)> Models =>
        [.. ModelCatalog.Default.Models.Where(model => model.Kind == ModelKind.Chat && model.Surface != "mantle").Select(model => (model.Id, ModelFamilies.Find(ModelId.Parse(model.Id)).Name)),
            (Opaque, "generic")];

    private sealed class Unused : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new WebException($"An explanation sent {request.RequestUri}.");
    }
}
