using Outcrop.Emulator.Hosting;

namespace Outcrop.Emulator.AsyncInvoke;

/// <summary>The asynchronous invocations there were. Thread-safe.</summary>
internal sealed class AsyncInvokeStore(TimeProvider clock)
{
    /// <summary>What is kept; jobs that have ended go first.</summary>
    private const int MostJobs = 1000;

    private readonly Lock _lock = new();
    private readonly List<AsyncJob> _jobs = [];

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Adds a job, or finds the one that the same token already started.</summary>
    /// <exception cref="AwsErrorException">The token was used for another request, or too many jobs are running.</exception>
    public AsyncJob Add(AsyncJob job)
    {
        lock (_lock)
        {
            AsyncJob? same = _jobs.Find(other => other.Token == job.Token);
            if (same is null)
            {
                int ended = _jobs.Count < MostJobs ? -1 : _jobs.FindIndex(other => other.Ends <= Now);
                if (ended >= 0)
                {
                    _jobs.RemoveAt(ended);
                }
                else if (_jobs.Count >= MostJobs)
                {
                    throw new AwsErrorException(new AwsError(400, "ServiceQuotaExceededException", "Too many asynchronous invocations are in progress."));
                }

                _jobs.Add(job);
                return job;
            }

            return same.Request == job.Request ? same
                : throw new AwsErrorException(new AwsError(400, "ConflictException", "The clientRequestToken was already used with another request."));
        }
    }

    public AsyncJob? Find(string arn)
    {
        lock (_lock)
        {
            return _jobs.Find(job => job.Arn == arn);
        }
    }

    public IReadOnlyList<AsyncJob> All()
    {
        lock (_lock)
        {
            return [.. _jobs];
        }
    }
}
