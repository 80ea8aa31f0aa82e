using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.ControlPlane;

/// <summary>The operations that are not on a model's path: guardrails, asynchronous invocations, the OpenAI- and Anthropic-compatible surfaces.</summary>
internal static class ServiceRoutes
{
    /// <returns>The route; <see langword="null"/> where none of these is meant.</returns>
    public static OperationRoute? Parse(string method, ReadOnlySpan<char> path)
    {
        string[] parts = path.ToString().Split('/', StringSplitOptions.RemoveEmptyEntries);
        string? id = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : null;
        return (method, parts) switch
        {
            ("POST", ["guardrail", _, "version", _, "apply"]) => Service("ApplyGuardrail", id),
            ("POST", ["guardrail-checks", "invoke"]) => Service("InvokeGuardrailChecks", null),
            ("POST", ["async-invoke"]) => Service("StartAsyncInvoke", null),
            ("GET", ["async-invoke"]) => Service("ListAsyncInvokes", null),
            ("GET", ["async-invoke", ..]) => Service("GetAsyncInvoke", Rest(path, 1)),
            ("POST", ["guardrails"]) => Control("CreateGuardrail", null),
            ("GET", ["guardrails"]) => Control("ListGuardrails", null),
            ("GET", ["guardrails", ..]) => Control("GetGuardrail", Rest(path, 1)),
            ("POST", ["guardrails", ..]) => Control("CreateGuardrailVersion", Rest(path, 1)),
            ("PUT", ["guardrails", ..]) => Control("UpdateGuardrail", Rest(path, 1)),
            ("DELETE", ["guardrails", ..]) => Control("DeleteGuardrail", Rest(path, 1)),
            ("POST", ["inference-profiles"]) => Control("CreateInferenceProfile", null),
            ("DELETE", ["inference-profiles", ..]) => Control("DeleteInferenceProfile", Rest(path, 1)),
            ("POST", ["openai", "v1", "chat", "completions"] or ["v1", "chat", "completions"]) => Surface("ChatCompletions", null),
            ("POST", ["openai", "v1", "responses"] or ["v1", "responses"]) => Surface("Responses", null),
            ("POST", ["anthropic", "v1", "messages"]) => Surface("Messages", null),
            ("POST", ["anthropic", "v1", "messages", "count_tokens"]) => Surface("CountMessageTokens", null),
            ("GET", ["openai", "v1", "models"] or ["v1", "models"]) => Surface("ListModels", null),
            ("GET", ["openai", "v1", "models", ..]) => Surface("RetrieveModel", Rest(path, 3)),
            ("GET", ["v1", "models", ..]) => Surface("RetrieveModel", Rest(path, 2)),
            _ => null,
        };
    }

    /// <summary>The rest of a path: an ARN may come with its slash encoded or not.</summary>
    private static string Rest(ReadOnlySpan<char> path, int segments)
    {
        ReadOnlySpan<char> rest = path.TrimStart('/');
        for (int i = 0; i < segments; i++)
        {
            rest = rest[(rest.IndexOf('/') + 1)..];
        }

        return Uri.UnescapeDataString(rest);
    }

    private static OperationRoute Service(string operation, string? resource) => new(OperationKind.Service, operation, resource);

    private static OperationRoute Control(string operation, string? resource) => new(OperationKind.ControlPlane, operation, resource);

    private static OperationRoute Surface(string operation, string? resource) => new(OperationKind.Surface, operation, resource);
}
