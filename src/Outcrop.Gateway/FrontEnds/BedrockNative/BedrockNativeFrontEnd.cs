using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Outcrop.Gateway.FrontEnds.BedrockNative;

/// <summary>Bedrock's own dialect, at the paths of bedrock-runtime and bedrock together: an AWS SDK needs one endpoint setting for both.</summary>
internal sealed class BedrockNativeFrontEnd : FrontEnd
{
    private static readonly HashSet<string> Roots = new([.. AwsOperations.All.Concat(RefusedOperations.All).Select(static operation => operation.Segments[0])], StringComparer.Ordinal);

    /// <inheritdoc/>
    public override string Name => "bedrock";

    /// <inheritdoc/>
    public override ErrorWriter Errors { get; } = new AwsErrorWriter();

    /// <inheritdoc/>
    public override bool Owns(HttpRequest request)
    {
        string text = request.Path.Value ?? "";
        int end = text.Length > 0 ? text.IndexOf('/', 1) : -1;
        return text.Length > 1 && Roots.Contains(end < 0 ? text[1..] : text[1..end]);
    }

    /// <inheritdoc/>
    public override void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (AwsOperation operation in AwsOperations.All)
        {
            Add(endpoints, operation.Method, operation.Template);
        }

        // ARNs whose slashes are not encoded, and what is refused by its name. Whatever the router has found, the request's own target decides.
        RouteGroupBuilder others = endpoints.MapGroup("");
        others.WithMetadata(new ExcludeFromDescriptionAttribute());
        foreach ((string method, string root) in AwsOperations.All.Concat(RefusedOperations.All).Select(static operation => (operation.Method, operation.Segments[0])).Distinct())
        {
            Add(others, method, $"/{root}/{{**rest}}");
        }
    }

    private void Add(IEndpointRouteBuilder endpoints, string method, string pattern) =>
        endpoints.MapGateway(method, pattern, AccessRequirement.ApiKey, Errors, (context, identity) => BedrockNativeEndpoint.HandleAsync(context, identity, Name));
}
