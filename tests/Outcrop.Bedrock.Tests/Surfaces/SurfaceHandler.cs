using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Outcrop.Bedrock.Tests.Surfaces;

/// <summary>Answers every request with the same bytes and keeps what was asked.</summary>
internal sealed class SurfaceHandler(string answer, string contentType = "application/json", int status = 200) : HttpMessageHandler
{
    public List<(string Method, string Uri, string Authorization, Dictionary<string, string> Headers, string Body)> Requests { get; } = [];

    public BedrockClient CreateClient(Action<BedrockClientOptions>? change = null)
    {
        var options = new BedrockClientOptions
        {
            Region = "us-east-1",
            HttpMessageHandler = this,
            Retry = new Bedrock.Transport.BedrockRetryOptions { MaxAttempts = 1 },
            Credentials = { AccessKeyId = "AKIDEXAMPLE", SecretAccessKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" },
        };
        change?.Invoke(options);
        return new BedrockClient(options);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Requests.Add((request.Method.Method, request.RequestUri!.ToString(), request.Headers.Authorization!.ToString(), request.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase), body));
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(answer)) };
        response.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        response.Headers.Add("x-amzn-RequestId", "r-1");
        return response;
    }
}
