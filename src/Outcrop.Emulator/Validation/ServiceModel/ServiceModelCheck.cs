using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Validation.ServiceModel;

/// <summary>
/// Checks a request against the official service model, as the layer in front of the service does: first whether every value is of its type, then every
/// constraint, all findings in one text, then the unions. Unknown members are let through, as AWS lets them. Thread-safe.
/// </summary>
internal static class ServiceModelCheck
{
    /// <param name="operation">The operation by AWS's name.</param>
    /// <param name="body">The body; <see langword="null"/> where it is no JSON for this layer (InvokeModel's is the model's own).</param>
    /// <param name="request">The request, for its headers and query.</param>
    /// <param name="path">The members that stand in the path, decoded, by their names.</param>
    /// <exception cref="AwsErrorException">The request is not good.</exception>
    public static void Check(string operation, JsonElement? body, HttpRequest request, params ReadOnlySpan<(string Name, string? Value)> path)
    {
        ServiceModelData data = ServiceModelData.Runtime;
        ServiceShape input = data.Shapes[data.Operations[operation]];
        var constraints = new ConstraintCheck(data);
        foreach ((string name, ServiceMember member) in input.Members)
        {
            string? outside = member.In switch
            {
                "header" => request.Headers.TryGetValue(member.Name!, out var header) ? header.ToString() : null,
                "uri" => Find(path, member.Name!),
                "querystring" => request.Query.TryGetValue(member.Name!, out var query) ? query.ToString() : null,
                _ => null,
            };
            if (outside is not null)
            {
                constraints.CheckText(name, data.Shapes[member.Shape], outside);
            }
        }

        if (body is { } json && input.Payload is null)
        {
            new TypeCheck(data).CheckMembers(input, json);
            try
            {
                constraints.CheckMembers("", input, json);
            }
            catch (InvalidOperationException)
            {
                // Of their types the values are by now; a text among them is no Unicode.
                throw TypeCheck.Refuse("The request body holds text that is no valid UTF-8.");
            }
        }

        constraints.ThrowFindings();
        if (body is { } value && input.Payload is null)
        {
            new UnionCheck(data).CheckMembers("", input, value);
        }
    }

    private static string? Find(ReadOnlySpan<(string Name, string? Value)> path, string name)
    {
        foreach ((string candidate, string? value) in path)
        {
            if (candidate == name)
            {
                return value;
            }
        }

        return null;
    }
}
