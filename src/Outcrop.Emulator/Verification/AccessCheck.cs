using System.IO.Enumeration;
using Outcrop.Emulator.ControlPlane;
using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.Verification;

/// <summary>Asks the caller's permissions, and refuses in IAM's words. Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html.</summary>
internal static class AccessCheck
{
    /// <exception cref="AwsErrorException">The caller may not do this.</exception>
    public static void Demand(EmulatorCall call, CallerIdentity caller)
    {
        if (call.State.Options.Permissions.Count == 0 || PermissionsOf(call, caller) is not { } permissions)
        {
            return;
        }

        string action = ActionOf(call.Route);
        string region = CallRegion.Of(call);
        string resource = ResourceOf(call, region);
        if (!Allows(permissions.Actions, action) || !Allows(permissions.Regions, region)
            || (call.Route.Kind == OperationKind.Runtime && !Allows(permissions.Models, resource) && !Allows(permissions.Models, call.Route.Resource!)))
        {
            throw new AwsErrorException(new AwsError(
                403, call.Route.Kind == OperationKind.Sts ? "AccessDenied" : "AccessDeniedException",
                $"User: {caller.Arn} is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} action"));
        }
    }

    /// <summary>Refuses a surface's model, which only its body names.</summary>
    /// <exception cref="AwsErrorException">The caller may not use it.</exception>
    public static void DemandModel(EmulatorCall call, CallerIdentity caller, string model)
    {
        OperationRoute route = call.Route;
        try
        {
            call.Route = new OperationRoute(OperationKind.Runtime, route.Operation, model);
            Demand(call, caller);
        }
        finally
        {
            call.Route = route;
        }
    }

    private static EmulatorPermissions? PermissionsOf(EmulatorCall call, CallerIdentity caller)
    {
        foreach (string principal in caller.Principals.Append(caller.Arn))
        {
            if (call.State.Options.Permissions.TryGetValue(principal, out EmulatorPermissions? permissions))
            {
                return permissions;
            }
        }

        return null;
    }

    private static bool Allows(IList<string> patterns, string value) =>
        patterns.Count == 0 || patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, value, ignoreCase: false));

    /// <summary>Converse has no action of its own; streams have one.</summary>
    private static string ActionOf(OperationRoute route) => route.Operation switch
    {
        "Converse" or "ChatCompletions" or "Responses" or "Messages" or "StartAsyncInvoke" => "bedrock:InvokeModel",
        "ConverseStream" or "InvokeModelWithResponseStream" => "bedrock:InvokeModelWithResponseStream",
        "CountMessageTokens" => "bedrock:CountTokens",
        "ListModels" => "bedrock:ListFoundationModels",
        "RetrieveModel" => "bedrock:GetFoundationModel",
        string operation when route.Kind == OperationKind.Sts => "sts:" + operation,
        string operation => "bedrock:" + operation,
        null => "bedrock:*",
    };

    private static string ResourceOf(EmulatorCall call, string region)
    {
        string account = call.State.Options.AccountId;
        string? resource = call.Route.Resource;
        return call.Route.Kind switch
        {
            _ when resource is null => "*",
            _ when resource.StartsWith("arn:", StringComparison.Ordinal) => resource,
            OperationKind.Runtime when Catalog.ModelDirectory.Find(resource) is { } model && model.BaseId != resource => $"arn:aws:bedrock:{region}:{account}:inference-profile/{resource}",
            OperationKind.Runtime => $"arn:aws:bedrock:{region}::foundation-model/{resource}",
            OperationKind.Service => $"arn:aws:bedrock:{region}:{account}:guardrail/{resource}",
            OperationKind.ControlPlane or OperationKind.Surface or OperationKind.Sts or OperationKind.Admin or OperationKind.Unknown or OperationKind.UnencodedModelId or _ => resource,
        };
    }
}
