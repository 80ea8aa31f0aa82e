using Outcrop.Bedrock.Transport;

namespace Outcrop.Gateway.FrontEnds.BedrockNative;

/// <summary>
/// The operations that callers may have: those that run models and guardrails, and those that only tell about them. What is not here does not reach AWS; what AWS has besides stands in
/// <see cref="RefusedOperations"/>, and a test holds both against the service models.
/// </summary>
internal static class AwsOperations
{
    private static readonly string[] InvokeHeaders =
    [
        "X-Amzn-Bedrock-Trace", "X-Amzn-Bedrock-GuardrailIdentifier", "X-Amzn-Bedrock-GuardrailVersion", "X-Amzn-Bedrock-PerformanceConfig-Latency", "X-Amzn-Bedrock-Service-Tier",
        "X-Amzn-Bedrock-Request-Metadata",
    ];

    private static readonly string[] Paging = ["maxResults", "nextToken"];
    private static readonly string[] Sorting = [.. Paging, "sortBy", "sortOrder"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<AwsOperation> All { get; } =
    [
        new("Converse", "POST", "/model/{modelId}/converse", AwsSubject.Model) { IsConverse = true },
        new("ConverseStream", "POST", "/model/{modelId}/converse-stream", AwsSubject.Model) { IsConverse = true, Streams = true },
        new("InvokeModel", "POST", "/model/{modelId}/invoke", AwsSubject.Model) { IsInvoke = true, Headers = ["Accept", .. InvokeHeaders] },
        new("InvokeModelWithResponseStream", "POST", "/model/{modelId}/invoke-with-response-stream", AwsSubject.Model)
        {
            IsInvoke = true,
            Streams = true,
            Headers = ["X-Amzn-Bedrock-Accept", .. InvokeHeaders],
        },
        new("CountTokens", "POST", "/model/{modelId}/count-tokens", AwsSubject.Model),
        new("ApplyGuardrail", "POST", "/guardrail/{guardrailIdentifier}/version/{guardrailVersion}/apply", AwsSubject.Guardrail),
        new("InvokeGuardrailChecks", "POST", "/guardrail-checks/invoke", AwsSubject.None),
        new("StartAsyncInvoke", "POST", "/async-invoke", AwsSubject.ModelInBody),
        new("GetAsyncInvoke", "GET", "/async-invoke/{invocationArn}", AwsSubject.Invocation),
        new("ListAsyncInvokes", "GET", "/async-invoke", AwsSubject.List)
        {
            Query = [.. Sorting, "submitTimeAfter", "submitTimeBefore", "statusEquals"],
            List = new("asyncInvokeSummaries", "modelArn"),
        },
        About("ListFoundationModels", "/foundation-models", ["byProvider", "byCustomizationType", "byOutputModality", "byInferenceType"], new("modelSummaries", "modelId", "modelArn")),
        About("GetFoundationModel", "/foundation-models/{modelIdentifier}"),
        About("GetFoundationModelAvailability", "/foundation-model-availability/{modelId}"),
        About("ListInferenceProfiles", "/inference-profiles", [.. Paging, "type"], new("inferenceProfileSummaries", "inferenceProfileId", "inferenceProfileArn")),
        About("GetInferenceProfile", "/inference-profiles/{inferenceProfileIdentifier}"),
        About("ListImportedModels", "/imported-models", [.. Sorting, "creationTimeBefore", "creationTimeAfter", "nameContains"], new("modelSummaries", "modelArn")),
        About("GetImportedModel", "/imported-models/{modelIdentifier}"),
        About(
            "ListCustomModels",
            "/custom-models",
            [.. Sorting, "creationTimeBefore", "creationTimeAfter", "nameContains", "baseModelArnEquals", "foundationModelArnEquals", "isOwned", "modelStatus"],
            new("modelSummaries", "modelArn")),
        About("GetCustomModel", "/custom-models/{modelIdentifier}"),
        About(
            "ListCustomModelDeployments",
            "/model-customization/custom-model-deployments",
            [.. Sorting, "createdBefore", "createdAfter", "nameContains", "statusEquals", "modelArnEquals"],
            new("modelDeploymentSummaries", "customModelDeploymentArn")),
        About("GetCustomModelDeployment", "/model-customization/custom-model-deployments/{customModelDeploymentIdentifier}"),
        About(
            "ListProvisionedModelThroughputs",
            "/provisioned-model-throughputs",
            [.. Sorting, "creationTimeAfter", "creationTimeBefore", "statusEquals", "modelArnEquals", "nameContains"],
            new("provisionedModelSummaries", "provisionedModelArn")),
        About("GetProvisionedModelThroughput", "/provisioned-model-throughput/{provisionedModelId}"),
        About("ListPromptRouters", "/prompt-routers", [.. Paging, "type"], new("promptRouterSummaries", "promptRouterArn")),
        About("GetPromptRouter", "/prompt-routers/{promptRouterArn}"),
        About("ListMarketplaceModelEndpoints", "/marketplace-model/endpoints", [.. Paging, "modelSourceIdentifier"], new("marketplaceModelEndpoints", "endpointArn")),
        About("GetMarketplaceModelEndpoint", "/marketplace-model/endpoints/{endpointArn}"),
        About("ListGuardrails", "/guardrails", [.. Paging, "guardrailIdentifier"], new("guardrails", "id", "arn")),
        About("GetGuardrail", "/guardrails/{guardrailIdentifier}", ["guardrailVersion"]) with { Subject = AwsSubject.Guardrail },
    ];

    /// <summary>A read-only operation of the control plane.</summary>
    private static AwsOperation About(string name, string template, string[]? query = null, AwsList? list = null) =>
        new(name, "GET", template, list is null ? AwsSubject.ModelInfo : AwsSubject.List) { Service = BedrockService.ControlPlane, Query = query ?? [], List = list };
}
