using Microsoft.AspNetCore.Http;
using Outcrop.Gateway.Pipeline;

namespace Outcrop.Gateway.FrontEnds.BedrockNative;

/// <summary>The operation that a request asks for, with the identifiers in its path. Immutable.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Values">The identifiers, decoded once and checked.</param>
internal sealed record OperationMatch(AwsOperation Operation, IReadOnlyList<string> Values)
{
    /// <summary>Finds it.</summary>
    /// <param name="method">The request's method; HEAD asks for what GET does.</param>
    /// <param name="segments">The path's segments as they came.</param>
    /// <exception cref="GatewayException">There is none, it is refused, or an identifier is none.</exception>
    public static OperationMatch Find(string method, string[] segments)
    {
        method = HttpMethods.IsHead(method) ? HttpMethods.Get : method;

        // An identifier that holds a slash is taken for one only where the path means nothing else.
        foreach (bool exact in (bool[])[true, false])
        {
            if (Find(AwsOperations.All, method, segments, exact) is { } found)
            {
                return new OperationMatch(found, NativePath.Identifiers(found, segments));
            }

            if (Find(RefusedOperations.All, method, segments, exact) is { } refused)
            {
                throw new GatewayException(new GatewayError(GatewayErrorKind.PermissionDenied, Blame.Client, ExchangePhase.Request, $"{refused.Name} is not offered by this gateway."));
            }
        }

        throw new GatewayException(FailureGuard.OfStatus(StatusCodes.Status404NotFound));
    }

    private static AwsOperation? Find(IReadOnlyList<AwsOperation> operations, string method, string[] segments, bool exact)
    {
        foreach (AwsOperation operation in operations)
        {
            if (operation.Method == method && (exact ? operation.Segments.Length == segments.Length : operation.Segments.Length < segments.Length) && Fits(operation.Segments, segments))
            {
                return operation;
            }
        }

        return null;
    }

    private static bool Fits(string[] template, string[] segments)
    {
        int surplus = segments.Length - template.Length;
        int at = 0;
        foreach (string wanted in template)
        {
            if (AwsOperation.IsPlaceholder(wanted))
            {
                at += 1 + surplus;
                surplus = 0;
            }
            else if (segments[at++] != wanted)
            {
                return false;
            }
        }

        return surplus == 0;
    }
}
