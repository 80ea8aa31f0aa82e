using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Outcrop.Gateway.Tests.ErrorMap;
using Outcrop.Gateway.Tests.Support;

namespace Outcrop.Gateway.Tests.Upstream;

/// <summary>
/// Where a request goes and with whose credentials is the operator's to say (fault section 6: CVE-2024-6587 and its kin): whatever a caller writes into members, nested ones, headers or the query, in any dialect,
/// is refused or changes nothing.
/// </summary>
public class CallerFieldsTests
{
    private const string Canary = "evil.test";
    private const string Value = "\"http://evil.test/x\"";

    /// <summary>What other gateways take from callers.</summary>
    private static readonly string[] Names =
    [
        "api_base", "base_url", "baseURL", "endpoint", "endpoint_url", "aws_endpoint_url", "aws_bedrock_runtime_endpoint", "host", "url", "proxy", "custom_host", "region", "aws_region", "aws_region_name", "account",
        "aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_role_name", "aws_sts_endpoint", "role_arn", "api_key", "credentials", "user_config", "litellm_params", "model_list", "fallbacks", "extra_headers", "headers", "extra_body",
    ];

    private static readonly string[] Headers =
    [
        "x-portkey-custom-host", "x-portkey-config", "x-litellm-api-base", "x-base-url", "x-upstream-url", "X-Forwarded-Host", "X-Forwarded-For", "Forwarded", "X-Original-URL", "X-Rewrite-URL", "X-Amz-Target", "X-Amz-Security-Token",
        "x-amzn-bedrock-endpoint", "x-bedrock-region", "x-outcrop-endpoint", "x-outcrop-target", "X-HTTP-Method-Override", "Proxy-Authorization", "Cookie", "Referer",
    ];

    public static TheoryData<string> Fronts => [.. ErrorFront.All.Select(static front => front.Name)];

    [Theory]
    [MemberData(nameof(Fronts))]
    public async Task Fields_ThatNameAHostOrCredentials_ChangeNothing(string name)
    {
        ErrorFront front = ErrorFront.Of(name);
        var wire = new Wire();
        await using RunningGateway gateway = await StartAsync(wire);
        int refused = 0;
        foreach (bool streamed in front.Ways)
        {
            string path = front.PathOf(streamed);
            string body = front.BodyOf(streamed);
            string plain = Assert.Single(await AskAsync(path, body));
            Assert.StartsWith("http://bedrock.test/", plain, StringComparison.Ordinal);

            await TamperAsync(path, body, Headers);
            await TamperAsync(path + "?" + string.Join('&', Names.Select(static name => $"{name}=http%3A%2F%2Fevil.test")), body);
            string nested = $$"""{"a":[{{{string.Join(',', Names.Select(static name => $"\"{name}\":{Value}"))}}}]}""";
            foreach (string member in Names.SelectMany(name => (string[])[$"\"{name}\":{Value}", $"\"{name}\":{nested}"]))
            {
                await TamperAsync(path, "{" + member + "," + body[1..]);
                await TamperAsync(path, body.Replace("\"Hello\"", "\"Hello\"," + member, StringComparison.Ordinal));
            }

            async Task TamperAsync(string path, string body, params string[] headers)
            {
                IReadOnlyList<string> sent = await AskAsync(path, body, headers);
                refused += sent.Count == 0 ? 1 : 0;
                Assert.All(sent, request => Assert.Equal(plain, request));
            }
        }

        // A test in which everything is refused would show nothing. Members that stand in a message are refused by dialects that know its every member.
        Assert.True(refused < front.Ways.Count() * Names.Length * 3, $"{refused} were refused");

        async Task<IReadOnlyList<string>> AskAsync(string path, string body, params string[] headers)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Add("x-api-key", Sample.Key);
            foreach (string header in headers)
            {
                Assert.True(request.Headers.TryGetValues(header, out _) || AddChecked(request, header));
            }

            wire.Sent.Clear();
            using HttpResponseMessage answer = await gateway.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            return [.. wire.Sent];
        }
    }

    private static bool AddChecked(HttpRequestMessage request, string header)
    {
        request.Headers.Add(header, header == "Forwarded" ? "host=" + Canary : header == "Proxy-Authorization" ? "Basic " + Canary : header is "X-Forwarded-Host" ? Canary : "http://" + Canary + "/");
        return true;
    }

    private static Task<RunningGateway> StartAsync(Wire wire)
    {
        string[] models = [ErrorFront.Nova, ErrorFront.Claude, ErrorFront.OnChat, ErrorFront.OnResponses];
        string json = $$"""
            {
              "keys": [{"id": "all", "hash": "{{Outcrop.Gateway.Keys.ApiKeyHash.Compute(Sample.Key)}}"}],
              "retry": {"maxAttempts": 1},
              "generator": {"default_provider": "bedrock", "providers": {"bedrock": {"default_model": "{{models[0]}}", "models": { {{string.Join(',', models.Select(static model => $"\"{model}\": {{}}"))}} } } } },
              "bedrock": {
                "surfaceByModel": {"{{models[2]}}": "mantle", "{{models[3]}}": "mantle"},
                "apiByModel": {"{{models[2]}}": "openai-chat", "{{models[3]}}": "openai-responses"} }
            }
            """;
        return RunningGateway.StartAsync(null, json, adjust: options => options.ConfigureBedrock = client =>
        {
            client.Region = "us-east-1";
            client.Endpoint = new Uri("http://bedrock.test/");
            client.Credentials = new() { AccessKeyId = "AKIAGATEWAYOWNKEY000", SecretAccessKey = "b" };
            client.HttpMessageHandler = wire;
        });
    }

    /// <summary>Refuses everything, as AWS does, and remembers what a request was but for its body, times and random ids.</summary>
    private sealed class Wire : HttpMessageHandler
    {
        private static readonly string[] Own = ["x-amz-date", "amz-sdk-invocation-id", "Content-Length"];

        public ConcurrentQueue<string> Sent { get; } = new();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string signed = request.Headers.GetValues("Authorization").Single();
            Assert.Contains("Credential=AKIAGATEWAYOWNKEY000/", signed, StringComparison.Ordinal);
            IEnumerable<string> headers = request.Headers.Concat(request.Content!.Headers).Where(static header => !Own.Contains(header.Key, StringComparer.OrdinalIgnoreCase) && header.Key != "Authorization")
                .Select(static header => $"{header.Key}: {string.Join(',', header.Value)}").Order(StringComparer.Ordinal);
            Sent.Enqueue($"{request.RequestUri} {string.Join(" | ", headers)}");
            var answer = new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent("""{"message":"No."}""", Encoding.UTF8, "application/json"), RequestMessage = request };
            answer.Headers.Add("x-amzn-ErrorType", "ValidationException");
            return Task.FromResult(answer);
        }
    }
}
