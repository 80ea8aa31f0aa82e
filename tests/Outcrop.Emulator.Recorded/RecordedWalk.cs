using System.Text.Json;
using Outcrop.Emulator.Tests.Support;

namespace Outcrop.Emulator.Recorded;

/// <summary>Walks a folder of recorded exchanges, sends each request to an emulator and holds the answer against AWS's.</summary>
public static class RecordedWalk
{
    /// <summary>Walks a folder and everything below it.</summary>
    public static async Task<RecordedReport> RunAsync(string folder, CancellationToken cancellationToken)
    {
        var report = new RecordedReport();
        await using RecordedStage stage = await RecordedStage.StartAsync(cancellationToken);
        foreach (string file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using RecordedExchange? exchange = RecordedExchange.TryOpen(folder, file);
            if (exchange is not null)
            {
                await CheckAsync(exchange, stage, report, cancellationToken);
            }
        }

        return report;
    }

    private static async Task CheckAsync(RecordedExchange exchange, RecordedStage stage, RecordedReport report, CancellationToken cancellationToken)
    {
        // What a request says matters to its refusal only where the refusal comes from what it says.
        if (exchange.Body is null && exchange.Status == 200 && exchange.Method == HttpMethod.Post)
        {
            report.Except("the request's body was not recorded");
            return;
        }

        bool refused = exchange.Status >= 400 || exchange.ExceptionFrame is not null;
        string? fault;
        try
        {
            Reply reply = await stage.SendAsync(exchange, cancellationToken);
            fault = refused ? RefusalComparison.Compare(exchange, reply) : AnswerComparison.Compare(exchange, reply);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or HttpRequestException)
        {
            fault = $"{broken.GetType().Name}: {broken.Message}";
        }

        if (fault is null && refused)
        {
            report.RefusedAlike++;
        }
        else if (fault is null)
        {
            report.Accepted++;
        }
        else if (ReviewedExceptions.ReasonFor(exchange) is { } reason)
        {
            report.Except(reason);
        }
        else
        {
            report.Failures.Add($"{exchange.Name}: {fault}");
        }
    }
}
