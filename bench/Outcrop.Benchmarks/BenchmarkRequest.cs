using Amazon.Runtime;

namespace Outcrop.Benchmarks;

/// <summary>The least request that AWSSDK.Core wraps.</summary>
internal sealed class BenchmarkRequest : AmazonWebServiceRequest;
