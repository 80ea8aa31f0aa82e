namespace Outcrop.Cli.Output;

/// <summary>An item of the configuration's <c>keys</c>.</summary>
/// <param name="Id">The key's id.</param>
/// <param name="Hash">The key's hash.</param>
/// <param name="AccessKeyId">The access key's id.</param>
/// <param name="SecretAccessKey">The placeholder of its secret.</param>
internal sealed record NewKeyFragment(string Id, string Hash, string AccessKeyId, string SecretAccessKey);
