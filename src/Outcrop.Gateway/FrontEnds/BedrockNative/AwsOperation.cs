using Outcrop.Bedrock.Transport;

namespace Outcrop.Gateway.FrontEnds.BedrockNative;

/// <summary>One operation of Bedrock that callers may have. Immutable. Source: the service models of bedrock-runtime and bedrock.</summary>
/// <param name="Name">AWS's name of it.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Template">The path, with its identifiers in braces. The first one may hold slashes that the caller has not encoded.</param>
/// <param name="Subject">What it is about.</param>
internal sealed record AwsOperation(string Name, string Method, string Template, AwsSubject Subject)
{
    /// <summary>Which host it is on.</summary>
    public BedrockService Service { get; init; } = BedrockService.Runtime;

    /// <summary>Whether it is one of Converse's.</summary>
    public bool IsConverse { get; init; }

    /// <summary>Whether it is one of InvokeModel's.</summary>
    public bool IsInvoke { get; init; }

    /// <summary>Whether its answer is a stream.</summary>
    public bool Streams { get; init; }

    /// <summary>The names of its query.</summary>
    public IReadOnlyList<string> Query { get; init; } = [];

    /// <summary>The headers of a request that belong to it, besides <c>Content-Type</c>.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>The list in its answer.</summary>
    public AwsList? List { get; init; }

    /// <summary>The path's segments.</summary>
    public string[] Segments { get; } = Template[1..].Split('/');

    /// <summary>Whether a segment of the template stands for an identifier.</summary>
    /// <param name="segment">The segment.</param>
    public static bool IsPlaceholder(string segment) => segment.StartsWith('{');
}
