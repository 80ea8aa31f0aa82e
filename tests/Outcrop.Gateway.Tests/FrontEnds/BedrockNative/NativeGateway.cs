using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Outcrop.Bedrock;
using Outcrop.Gateway.Ledger;
using Outcrop.Gateway.Tests.Support;
using Outcrop.Testing;

namespace Outcrop.Gateway.Tests.FrontEnds.BedrockNative;

/// <summary>Starts gateways over bytes of our own, and asks them as an AWS SDK would, or as it never would.</summary>
internal static class NativeGateway
{
    public const string Claude = "anthropic.claude-3-haiku-20240307-v1:0";

    public static string Path(string operation, string model = Claude) => $"/model/{model.Replace(":", "%3A").Replace("/", "%2F")}/{operation}";

    public static Task<RunningGateway> StartAsync(HttpMessageHandler wire, string json = "{\"retry\":{\"maxAttempts\":1}}", TimeProvider? clock = null, ILedger? ledger = null) =>
        RunningGateway.StartAsync(null, json, timeProvider: clock, adjust: options =>
        {
            options.Ledger = ledger;
            options.ConfigureBedrock = client => Point(client, wire);
        });

    private static void Point(BedrockClientOptions client, HttpMessageHandler wire)
    {
        client.Region = "us-east-1";
        client.Endpoint = new Uri("http://bedrock.test/");
        client.Credentials = new() { AccessKeyId = "AKIAGATEWAYOWNKEY000", SecretAccessKey = "b" };
        client.HttpMessageHandler = wire;
    }

    public static async Task<Answer> AskAsync(this RunningGateway gateway, string method, string path, byte[]? body = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.Add("Content-Type", "application/json");
        }

        foreach ((string name, string value) in headers)
        {
            if (name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
            {
                request.Content!.Headers.Remove(name);
                request.Content.Headers.Add(name, value);
            }
            else
            {
                request.Headers.Add(name, value);
            }
        }

        using HttpResponseMessage response = await gateway.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    public static Task<Answer> AskAsync(this RunningGateway gateway, string method, string path, string body, params (string Name, string Value)[] headers) =>
        gateway.AskAsync(method, path, Encoding.UTF8.GetBytes(body), headers);

    /// <summary>Sends bytes that no client would and reads until the server closes.</summary>
    public static async Task<string> SendRawAsync(this RunningGateway gateway, string request)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(System.Net.IPAddress.Loopback, gateway.Address.Port);
        await socket.SendAsync(Encoding.Latin1.GetBytes(request));
        var answer = new StringBuilder();
        byte[] buffer = new byte[4096];
        using var limit = Patience.Start();
        try
        {
            for (int count; (count = await socket.ReceiveAsync(buffer, limit.Token)) > 0;)
            {
                answer.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (SocketException)
        {
            return answer.ToString();
        }

        return answer.ToString();
    }

    /// <summary>An answer as its client has it.</summary>
    public sealed record Answer(int Status, byte[] Body, IReadOnlyDictionary<string, string> Headers, bool IsWhole)
    {
        public string Text => Encoding.UTF8.GetString(Body);

        public JsonElement Json => JsonDocument.Parse(Body).RootElement;

        public string? ErrorType => Headers.GetValueOrDefault("x-amzn-ErrorType");

        public static async Task<Answer> ReadAsync(HttpResponseMessage response)
        {
            var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach ((string name, IEnumerable<string> values) in response.Headers.Concat(response.Content.Headers))
            {
                headers[name] = string.Join(",", values);
            }

            using var bytes = new MemoryStream();
            bool whole = true;
            try
            {
                await response.Content.CopyToAsync(bytes);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                whole = false;
            }

            return new Answer((int)response.StatusCode, bytes.ToArray(), headers, whole);
        }

        /// <summary>Checks that this is AWS's error of a status and a name, in AWS's shape, and gives its message.</summary>
        public string Refused(int status, string type)
        {
            Assert.True((Status, ErrorType) == (status, type), $"{Status} {ErrorType}: {Text}");
            Assert.Equal("application/json", Headers["Content-Type"]);
            Assert.NotEmpty(Headers["x-amzn-RequestId"]);
            Assert.NotEmpty(Headers["x-request-id"]);
            string message = Json.GetProperty("message").GetString()!;
            Assert.NotEmpty(message);
            return message;
        }
    }
}
