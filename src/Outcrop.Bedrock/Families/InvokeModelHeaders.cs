namespace Outcrop.Bedrock.Families;

/// <summary>What the headers of an InvokeModel response say: token counts and latency that the body of some families lacks.</summary>
/// <param name="InputTokens"><c>X-Amzn-Bedrock-Input-Token-Count</c>.</param>
/// <param name="OutputTokens"><c>X-Amzn-Bedrock-Output-Token-Count</c>.</param>
/// <param name="CacheReadInputTokens"><c>X-Amzn-Bedrock-Cache-Read-Input-Token-Count</c>.</param>
/// <param name="CacheWriteInputTokens"><c>X-Amzn-Bedrock-Cache-Write-Input-Token-Count</c>.</param>
/// <param name="LatencyMilliseconds"><c>X-Amzn-Bedrock-Invocation-Latency</c>.</param>
public readonly record struct InvokeModelHeaders(
    int? InputTokens = null,
    int? OutputTokens = null,
    int? CacheReadInputTokens = null,
    int? CacheWriteInputTokens = null,
    long? LatencyMilliseconds = null);
