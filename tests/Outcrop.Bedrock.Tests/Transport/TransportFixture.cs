using System.Text;
using Amazon.Runtime;
using Microsoft.AspNetCore.Http;
using Outcrop.Bedrock.Credentials;
using Outcrop.Bedrock.Transport;

namespace Outcrop.Bedrock.Tests.Transport;

/// <summary>What the transport's tests share: options without surroundings, calls, answers.</summary>
internal static class TransportFixture
{
    public const string ConversePath = "/model/amazon.nova-lite-v1%3A0/converse";

    /// <summary>Surroundings in which nothing is set.</summary>
    public static ClientEnvironment Nothing { get; } = Environment([]);

    public static ClientEnvironment Environment(Dictionary<string, string> variables, SharedProfile? profile = null, IAwsCredentialSources? sources = null) =>
        new(name => variables.GetValueOrDefault(name), _ => profile, sources ?? new NoSources());

    public static BedrockClientOptions Options(Uri? endpoint, Action<BedrockClientOptions>? change = null)
    {
        var options = new BedrockClientOptions
        {
            Region = "us-east-1",
            Endpoint = endpoint,
            Credentials = new BedrockCredentialOptions { AccessKeyId = "AKIDEXAMPLE", SecretAccessKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" },
            Random = new ZeroRandom(),
        };
        change?.Invoke(options);
        return options;
    }

    public static BedrockCall Call(string path = ConversePath, string body = "{}", params KeyValuePair<string, string>[] headers) => new()
    {
        Path = path,
        Body = Encoding.UTF8.GetBytes(body),
        Headers = headers.Length > 0 ? headers : [new("Content-Type", "application/json")],
        ModelId = "amazon.nova-lite-v1:0",
    };

    public static async ValueTask<string> ReadText(BedrockHttpResponse response, CancellationToken cancellationToken)
    {
        using (response)
        {
            using var reader = new StreamReader(response.Body);
            return await reader.ReadToEndAsync(cancellationToken);
        }
    }

    public static async Task Json(HttpContext context, string json, int status = 200, string? errorType = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["x-amzn-RequestId"] = "request-1";
        if (errorType is not null)
        {
            context.Response.Headers["x-amzn-ErrorType"] = errorType;
        }

        await context.Response.WriteAsync(json);
    }

    /// <summary>No jitter: waits are zero, so that no test waits.</summary>
    private sealed class ZeroRandom : Random
    {
        public override double NextDouble() => 0;
    }

    private sealed class NoSources : IAwsCredentialSources
    {
        public AWSCredentials? FromProfile(string name) => null;

        public Task<AWSCredentials> FromChainAsync(CancellationToken cancellationToken) => throw new AmazonClientException("none");

        public Task<ExpiringCredentials> AssumeRoleAsync(AWSCredentials source, RoleRequest role, CancellationToken cancellationToken) => throw new AmazonClientException("none");
    }
}
