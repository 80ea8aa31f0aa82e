using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using BenchmarkDotNet.Attributes;
using Outcrop.Bedrock.Signing;

namespace Outcrop.Benchmarks;

/// <summary>Signing one Converse request: AWSSDK.Core's signer against ours. Both hash the whole body.</summary>
[MemoryDiagnoser]
[MinColumn]
[SimpleJob(launchCount: 1, warmupCount: 3, iterationCount: 20)]
public class SignerBenchmarks
{
    private const string Host = "bedrock-runtime.us-east-1.amazonaws.com";
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static readonly DateTimeOffset Time = new(2026, 11, 22, 15, 0, 0, TimeSpan.Zero);
    private readonly SigV4Signer _outcrop = new("us-east-1");
    private readonly AWS4Signer _aws = new();
    private readonly Amazon.SecurityToken.AmazonSecurityTokenServiceConfig _config = new() { RegionEndpoint = Amazon.RegionEndpoint.USEast1 };
    private byte[] _body = [];
    private KeyValuePair<string, string>[] _headers = [];

    /// <summary>The body's length in bytes.</summary>
    [Params(2_000, 100_000)]
    public int BodyLength { get; set; }

    /// <summary>Prepares what both are given.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _body = new byte[BodyLength];
        new Random(1).NextBytes(_body);
        _headers = [new("host", Host), new("content-type", "application/json"), new("x-amz-date", SigV4Signer.FormatDate(Time)), new("x-amz-security-token", new string('t', 900))];
    }

    /// <summary>Outcrop's.</summary>
    [Benchmark]
    public string Outcrop() => _outcrop.Sign(
        new SigV4Request { Method = "POST", Path = "/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse", Headers = _headers, Body = _body }, "AKIDEXAMPLE", Secret, Time);

    /// <summary>AWSSDK.Core's, with the request object it needs.</summary>
    [Benchmark(Baseline = true)]
    public string AwsSdkCore()
    {
        var request = new DefaultRequest(new BenchmarkRequest(), "bedrock-runtime")
        {
            HttpMethod = "POST",
            Endpoint = new Uri("https://" + Host),
            ResourcePath = "/model/{modelId}/converse",
            Content = _body,
            OverrideSigningServiceName = "bedrock",
            AuthenticationRegion = "us-east-1",
        };
        request.AddPathResource("{modelId}", "anthropic.claude-3-haiku-20240307-v1:0");
        request.Headers["content-type"] = "application/json";
        request.Headers["x-amz-security-token"] = _headers[3].Value;
        return _aws.SignRequest(request, _config, null, "AKIDEXAMPLE", Secret).ForAuthorizationHeader;
    }
}
