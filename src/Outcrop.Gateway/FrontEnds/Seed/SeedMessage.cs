namespace Outcrop.Gateway.FrontEnds.Seed;

/// <summary>One message of a <see cref="SeedChatRequest"/>.</summary>
/// <param name="Role"><c>user</c>, <c>assistant</c> or <c>system</c>.</param>
/// <param name="Content">What is said.</param>
internal readonly record struct SeedMessage(string Role, string Content);
