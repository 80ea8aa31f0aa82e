using System.Globalization;
using Outcrop.Emulator;
using Outcrop.Gateway.Tests.Support;

// What a dead region costs once it has been found out: the same load through a gateway with two living regions and through one whose first region refuses connections, round by round in turn, so
// that whatever else the machine does falls on both.
int rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 40;
int requests = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 250;

Console.WriteLine("| at a time | requests each | healthy p50 / p99, ms | one region dead p50 / p99, ms | ratio of p50 | ratio of p99 | requests that paid |");
Console.WriteLine("|---|---|---|---|---|---|---|");
bool failed = false;
foreach (int concurrency in (int[])[1, 8])
{
    await using RegionBed healthy = await RegionBed.StartAsync();
    await using RegionBed dead = await RegionBed.StartAsync();
    await dead.East.BreakAsync(new EmulatorOutage { Kind = EmulatorOutageKind.Refuse });

    // The discovery, and the compiler's work.
    await healthy.LoadAsync(2000, concurrency);
    await dead.LoadAsync(2000, concurrency);
    dead.Settlements.Clear();
    var times = (Healthy: new List<double>(), Dead: new List<double>());
    for (int round = 0; round < rounds; round++)
    {
        foreach (bool first in round % 2 == 0 ? (bool[])[true, false] : [false, true])
        {
            IReadOnlyList<RegionAnswer> answers = await (first ? healthy : dead).LoadAsync(requests, concurrency);
            failed |= answers.Any(answer => !answer.IsWhole);
            (first ? times.Healthy : times.Dead).AddRange(answers.Select(answer => answer.Took.TotalMilliseconds));
        }
    }

    (double p50, double p99) = (At(times.Healthy, 0.5), At(times.Healthy, 0.99));
    (double deadP50, double deadP99) = (At(times.Dead, 0.5), At(times.Dead, 0.99));
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {concurrency} | {rounds * requests} | {p50:F2} / {p99:F2} | {deadP50:F2} / {deadP99:F2} | {deadP50 / p50:F2} | {deadP99 / p99:F2} | {dead.Paid} |"));
}

return failed ? 1 : 0;

static double At(List<double> values, double share) => values.Order().ElementAt((int)(values.Count * share));
