using System.Text;
using Outcrop.Emulator;

namespace Outcrop.Gateway.Tests.Support;

/// <summary>A gateway whose Bedrock is an emulator.</summary>
internal static class EmulatedGateway
{
    public static Task<RunningGateway> StartAsync(BedrockEmulator emulator, string json = "{}") => RunningGateway.StartAsync(null, json, adjust: options => options.ConfigureBedrock = client =>
    {
        client.Region = "us-east-1";
        client.Endpoint = emulator.Endpoint;
        client.Credentials.AccessKeyId = emulator.AccessKeyId;
        client.Credentials.SecretAccessKey = emulator.SecretAccessKey;
    });

    public static Task<HttpResponseMessage> PostAsync(this RunningGateway gateway, string path, string body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return gateway.SendAsync(request);
    }
}
