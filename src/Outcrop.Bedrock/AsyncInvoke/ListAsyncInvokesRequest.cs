namespace Outcrop.Bedrock.AsyncInvoke;

/// <summary>Which asynchronous invocations to list. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ListAsyncInvokes.html.</summary>
public sealed class ListAsyncInvokesRequest
{
    /// <summary>Only those started after this. Default: all.</summary>
    public DateTimeOffset? SubmittedAfter { get; init; }

    /// <summary>Only those started before this. Default: all.</summary>
    public DateTimeOffset? SubmittedBefore { get; init; }

    /// <summary>Only those that are so far. Default: all.</summary>
    public AsyncInvokeStatus? Status { get; init; }

    /// <summary>How many one page holds, 1 to 1000. All pages are read all the same. Default: the service's.</summary>
    public int? PageSize { get; init; }

    /// <summary>Whether the oldest come first. Default: the newest.</summary>
    public bool Ascending { get; init; }
}
